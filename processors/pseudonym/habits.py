"""Words that say little about who wrote a pseudonym: tables, one row a habit.

Sources: the placeholders and presence words of IRC and webchat clients (HexChat, KiwiIRC, AndChat, Mibbit, the "invite"
names of French webchats), the shorthand of French and English dating chat, and whom and what very many call themselves
after (heroes, players, animals, signs of the zodiac, trades). A row is added together with a pair in
`tests/processors/pseudonym/` that it mends.
"""

from __future__ import annotations

from typing import Final


def _rows(table: str) -> dict[str, str]:
    """Give each word of a table with the first word of its row."""
    rows = [line.split() for line in table.splitlines() if line.strip()]
    return {word: first for first, *words in rows for word in words}


AFFIXES: Final = frozenset(
    _rows("""
presence away afk brb busy off offline gone out sleep sleeping asleep zz zzz zzzz lunch dinner
place    work wrk home laptop lap mobile mob phone tel portable cell cloud web irc chat
again    bis ter retour back encore again new nouveau alt clone ghost backup tmp temp test v
claim    officiel officielle official offi real thereal reel vrai vraie lavraie levrai levraie original
country  fr fra france be ch ca uk us
""")
)
"""Words that are taken off where they stand first or last; what stands alone is kept as the stem."""

GLUED_SUFFIXES: Final = tuple("officielle officiel official mobile laptop away phone work home afk bis".split())  # noqa: SIM905 - reads as the rows above
"""Taken off the end of a word where four letters are left."""

GLUED_PREFIXES: Final = ("lavraie", "levrai", "thereal", "real")
"""Taken off the beginning of a word where four letters are left."""

NUMBER_WORDS: Final = _rows("""
0    zero
1    un one
2    deux two ii
3    trois three iii
4    quatre four iv
5    cinq five
6    six vi
7    sept seven vii
8    huit eight viii
9    neuf nine ix
10   dix ten
11   onze eleven
12   douze twelve
13   treize thirteen
14   quatorze fourteen
15   quinze fifteen
16   seize sixteen
20   vingt twenty
30   trente thirty
100  cent hundred
1000 mille thousand
""")
"""Number words, French and English, and Roman numbers that stand apart in a name: read as digits."""

COMMON: Final = {
    word: float(bits)
    for word, bits in _rows("""
3 ans yo yrs jahre anni anos jaar h f m guest user invite anonyme anonymous pseudo visiteur visitor membre member
4 jh jf homme femme mec meuf fille gars garcon man woman boy girl guy nouveau nouvelle new test admin modo bot
5 jeune couple papa maman cherche dispo cam webcam plan coquin coquine moderateur moderator mod support service client
5 inconnu unknown player joueur coco chat chatter etudiant etudiante voyageur voyageuse trav bi gay hetero lesb beur
5 black blanc android androuser andchat kiwi mibbit webchat qwebirc cgi java irc dev
6 sexy hot love amour coeur ange angel star king queen roi reine prince princesse bg beau belle gosse petit petite
6 grand grande doux douce timide seul seule dj mc dr mr mrs miss mlle mme monsieur madame capitaine captain super mega
6 ultra dark white noir shadow wolf loup soleil sun sunshine lune moon lion tigre tiger dragon ninja fan lover world
6 life officiel officielle official real azerty azertyuiop qwerty qwertz qwertyuiop asdf asdfgh qsdf qsdfgh wxcvbn
6 zxcvbn abc abcd xyz aaa bbb lol mdr toto titi tata
7 reveur reveuse solitaire lonely romantique charmant charmante calin caline tendre tendresse sensuel sensuelle
7 passion passionne passionnee mystere mystique mysterieux mysterieuse gentil gentille gentleman sympa sincere serieux
7 serieuse celibataire celib marie mariee libre mure mur brun brune blond blonde roux rousse metisse latino latina arabe
7 rebeu mignon mignonne sweet cute lady girly poupee baby bebe bisou bisous kiss chaud chaude hard mec plan mature
7 paris lyon marseille toulouse nice nantes bordeaux lille rennes strasbourg montpellier reims dijon metz nancy tours
7 bruxelles geneve idf bretagne normandie alsace nord sud est ouest london berlin madrid roma milano lisboa amsterdam
8 chaton lapin loup louve renard panda koala aigle faucon cobra phoenix licorne papillon dauphin requin gorille
8 bambi pirate viking samurai samourai gladiator warrior hunter killer sniper rider biker runner gamer geek otaku
8 belier taureau gemeaux vierge balance scorpion sagittaire capricorne verseau poisson poissons
8 infirmier infirmiere routier chauffeur vtc taxi pompier militaire soldat prof docteur nurse teacher trucker
8 foot football rugby moto motard motarde gti bmw audi ferrari yamaha kawasaki ducati psg barca madrid juve milan ultras
8 rap rock metal techno jul pnl eminem tupac rihanna beyonce shakira nirvana metallica marley
8 zidane zizou messi ronaldo neymar mbappe benzema maradona griezmann beckham jordan kobe
8 naruto sasuke sakura itachi goku sangoku songoku vegeta gohan luffy zoro pikachu pokemon mario luigi sonic zelda
8 batman superman spiderman ironman hulk joker harley thor vador vader anakin yoda gandalf frodo legolas potter
8 hermione simpson homer bart stitch simba kratos nemo minion barbie elsa winnie snoopy garfield tintin asterix obelix
""").items()
}
"""Site habits, with the bits of surprise that each carries: no word list says that every tenth guest is a `guest`."""
