"""The cheap, wide column test that spares the detectors most messages.

`suspects` lets through every message in which a detector could find anything with no memory of the talk, and a few of
a hundred others. Its patterns are made of the detectors' own tables: whatever is added to them, it lets through. They
are for the regex crate, which reads a text once, whatever is in it, and fastest where a pattern is made of plain words.
Polars keeps the last 32 patterns compiled: a slice that needs more compiles all of them anew, which a test guards.
"""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise, product
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from processors.handoff import age_gate
from processors.handoff import text as texts
from processors.handoff.age_tables import AGE_TONGUES, NUMBER
from processors.handoff.apps import APPS, CLASSES
from processors.handoff.lexicon import COMMON
from processors.handoff.mentions import SIGNS, UPSIDE_DOWN, says_an_app
from processors.handoff.number_tokens import taken_apart
from processors.handoff.numerals import TONGUES, WORDS
from processors.handoff.reading import A_NAME, A_NUMBER, AN_AGE
from processors.handoff.spelling import FUZZY, GLUED, JUMBLED, LEET, NAMES, PIECED, SHORT, SOUNDS, STROKES, skeleton
from processors.handoff.spelt_words import ANNOUNCED, BACKWARDS, NOUNS, NUMBERS, ORDINALS, PIECE_PHRASES
from processors.handoff.spelt_words import SIGNS as SAID
from processors.handoff.text import flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Layer(NamedTuple):
    """One of the tests: a pattern, and a cheap one of all that it could match, its gate, where that saves time."""

    pattern: str
    gate: str | None = None


def suspects(text: pl.Series) -> pl.Series:
    """Tell of each message whether a detector could find anything in it with an empty memory; null where it is null."""
    return signs(text) > 0


def signs(text: pl.Series) -> pl.Series:
    """Tell of each message what a detector could find in it, as a mask: `A_NAME`, `AN_AGE`, `A_NUMBER`; 0 is nothing.

    Null where the message is null.
    """
    return signs_in(normalised(text))


def signs_in(plain: pl.Series) -> pl.Series:
    """Tell of each normalised message what `signs` does."""
    numbers = reduce(or_, [passes(plain, layer) for layer in LAYERS.values()], counts(plain))
    sorts = ((A_NAME, names(plain) | phrases(plain)), (AN_AGE, ages(plain)), (A_NUMBER, numbers))
    return reduce(or_, [seen.cast(pl.UInt8) * sign for sign, seen in sorts])


def may_answer(text: pl.Series) -> pl.Series:
    """Tell of each message that `suspects` stops whether a detector could find something in it in an open talk.

    That is a word alone, or, in a message that is not long, what looks like a handle, a digit, a sign in words, or a
    turn of speech that takes up what was said before.
    """
    return answers_in(normalised(text))


def answers_in(plain: pl.Series) -> pl.Series:
    """Tell of each normalised message what `may_answer` does."""
    short = plain.str.len_bytes() <= _ANSWER
    rows = plain.filter(short)
    answers = reduce(or_, [rows.str.contains(pattern) for pattern in ANSWERS.values()])
    return short.scatter(short.arg_true(), answers) | age_gate.may_answer(plain)


def names(plain: pl.Series) -> pl.Series:
    """Tell of each normalised message whether it names an app, also when digits and signs are read as letters."""
    gated = plain.str.contains(DRAWN)
    drawn = plain.filter(gated).str.replace_many(list(_LETTERS), list(_LETTERS.values()), leftmost=True)
    both = pl.concat([plain, drawn])  # one run of each pattern: each costs more to begin than to read a thousand rows
    named = reduce(or_, [both.str.contains(pattern) for pattern in NAMED.values()])
    return named.head(len(plain)) | gated.scatter(gated.arg_true(), named.tail(len(drawn)))


def phrases(plain: pl.Series) -> pl.Series:
    """Tell of each normalised message whether a phrase for an app is in it: a key of one, then the whole."""
    spaced = _spaced(plain)
    gated = spaced.str.contains(_SAID) | spaced.str.contains(_BEGUN) | plain.str.contains(_NAMELESS)
    said = [says_an_app(texts.read(row)) for row in plain.filter(gated)]
    return gated.scatter(gated.arg_true(), pl.Series(said, dtype=pl.Boolean))


def _spaced(plain: pl.Series) -> pl.Series:
    """Give normalised messages with a space for each sign: as one text, which Python does in no time."""
    rows = plain.fill_null("").str.join("\0").to_list()
    return pl.Series(
        [row for text in rows for row in text.translate(_SPACES).split("\0")][: len(plain)], dtype=pl.String
    )


def ages(plain: pl.Series) -> pl.Series:
    """Tell of each normalised message whether an age may be stated in it, or asked for."""
    return age_gate.suspects(plain) | plain.str.contains(_ASKED)


def counts(plain: pl.Series) -> pl.Series:
    """Tell of each normalised message whether two number words, or one and digits, stand next to each other in it."""
    gated = plain.str.contains(_COUNTS)
    said = [_is_counting(_WORD.findall(row)) for row in plain.filter(gated)]
    return gated.scatter(gated.arg_true(), pl.Series(said, dtype=pl.Boolean))


def _is_counting(words: list[str]) -> bool:
    numbers = [word in WORDS or word.isdecimal() or _is_glued(word) for word in words]
    if any(number and len(word) > _WHOLE for number, word in zip(numbers, words, strict=True)):
        return True
    return any(numbers[place] and any(numbers[place + 1 : place + 3]) for place in range(len(words) - 1))


def _is_glued(word: str) -> bool:
    return len(word) > _SINGLE and any(taken_apart(word, lang) for lang in TONGUES)


def normalised(text: pl.Series) -> pl.Series:
    """Fold each message as `text.flat` does, to ASCII; a name is put behind those with a sign for an app."""
    plain = text.str.to_lowercase()
    odd = (text.str.len_bytes() != text.str.len_chars()) | plain.str.contains(_TO_FOLD)
    rows = odd.fill_null(value=False).arg_true()
    return plain.scatter(rows, [_folded(raw) for raw in text.gather(rows)]) if len(rows) else plain


def passes(plain: pl.Series, layer: Layer) -> pl.Series:
    """Tell of each normalised message whether a layer lets it through."""
    if layer.gate is None:
        return plain.str.contains(layer.pattern)
    gated = plain.str.contains(layer.gate)
    return gated.scatter(gated.arg_true(), plain.filter(gated).str.contains(layer.pattern))


_PLAIN: Final = "abcdefghijklmnopqrstuvwxyz"
# Rows to fold one by one, beside those that are not ASCII.
_TO_FOLD: Final = "|".join([*(letter * 3 for letter in _PLAIN), r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"])
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_LETTERS: Final = STROKES | {chr(sign): chr(letter) for sign, letter in LEET.items()}


def _folded(raw: str) -> str:
    if raw.isascii():
        return flat(raw)  # a letter held down, or a control character
    plain = flat(raw + _drawn(raw))
    named = SIGNS.search(plain) or UPSIDE_DOWN.search(raw)
    return _NOT_ASCII.sub(" ", plain) + (" snapchat" if named else "")


def _drawn(raw: str) -> str:
    """Give once more the words in which a € may be an e ("m€ssenger") as well as a sign between two ("50€skype")."""
    words = [word.replace("€", "e") for word in raw.split() if any(map(str.isalpha, word))] if "€" in raw else []
    return " ".join(["", *words])


_B: Final = r"(?-u:\b)"  # between ASCII letters or digits and others: costs nothing
_SIGN: Final = r"[ -/:-@\[-`{-~\t\r\n]"  # all of ASCII but letters and digits; far cheaper than what is not in a class
_DOT: Final = r"(?:\.|dot|point|punkt|punto|punt|ponto)"
_DOMAINS: Final = "com|org|net|info|io|me|gg|fr|be|ch|lu|ca|de|at|es|it|pt|br|mx|ar|nl|eu|uk|co"


DRAWN: Final = (
    rf"[a-z][0-9$@!|]+[a-z]|[a-z][13457@|$]|(?:^|{_SIGN})(?:[0-9!|@][a-z]|\$[nkil1h!5]|[0-9$!|@]{_SIGN}{{1,4}}[a-z]{_B})"
    r"|\\/|/\\"
)
"""Messages in which a digit or sign may be a letter of a name: within a word, at its begin or end, or set apart."""


def _any(patterns: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(set(patterns))) + ")"


def _words() -> str:
    """Names, nicknames and jumbles, also backwards or with a small word glued to them; hosts."""
    hosts = (link.partition("/")[0] for app in APPS.values() for link in app.links if "/" in link)
    words = [*NAMES, *SHORT, *JUMBLED, *GLUED, *(name[::-1] for name in NAMES), *hosts]
    return _B + _any(map(re.escape, words)) + _B


def _pieces() -> str:
    """Names in pieces, with anything between."""
    return f"(?:{_B}|_)" + _any(map(f"{_SIGN}*".join, PIECED)) + f"(?:{_B}|_)"


def _misspelt() -> str:
    """Names with one letter lost, wrong, more or swapped, or by ear; long ones with any word of their skeleton."""
    near = {pattern for name in FUZZY for pattern in _one_off(name)}
    return _B + _any(near | SOUNDS.keys() | {skeleton(name) for name, (_, off) in FUZZY.items() if off > 1}) + _B


def _one_off(name: str) -> Iterator[str]:
    for place in range(len(name) + 1):
        before, after = name[:place], name[place:]
        yield f"{before}[a-z]?{after[1:]}"
        yield f"{before}[a-z]{after}"
        yield before + after[1:2] + after[:1] + after[2:]


class Keys(NamedTuple):
    """What to look for first of the phrases, signs aside: whole words, one or two, and beginnings of such."""

    whole: set[str]
    begun: set[str]


def _keys() -> Keys:
    """Give the keys of all phrases but those in which a name stands, which is looked for anyway."""
    keys = Keys(set(), set())
    for app in APPS.values():
        for words in app.phrases:
            runs = [run.split() for run in words.split("..")]
            if not any(word in NAMES or word in SHORT for run in runs for word in run):
                _add_key(keys, runs)
    return keys


def _add_key(keys: Keys, runs: Sequence[Sequence[str]]) -> None:
    """Add the longest rare word of a phrase, where it is long; else the two longest side by side.

    Plain words make the automaton small: classes are written out.
    """
    rare = [word for run in runs for word in run if word.strip("{*}") not in _EVERYDAY and word not in COMMON]
    pairs = [pair for run in runs for pair in pairwise(run) if pair[0][-1] != "*"]
    longest = max(rare, key=_letters, default="")
    alone = [longest] if longest else runs[0][:1]
    said = alone if len(longest) >= _TELLING else max(pairs, key=_letters, default=alone)
    into = keys.begun if said[-1][-1] == "*" else keys.whole
    into |= {" ".join(row).translate(_SPACES) for row in product(*map(_readings, said))}


def _letters(words: Sequence[str]) -> tuple[bool, int]:
    """Weigh a word or some: plain ones before those that may be any of a class, longer ones first."""
    plain = "{" not in "".join(words)
    return plain, sum(len(word) for word in words)


def _readings(word: str) -> Iterable[str]:
    """Give the words that one of a phrase may be."""
    return CLASSES[word[1:-1]] if word[0] == "{" else [word.rstrip("*")]


_SPACES: Final = {code: " " for code in range(1, 128) if chr(code) != "_" and not chr(code).isalnum()}
_TELLING: Final = 6  # letters of a word that is seldom said otherwise


_EVERYDAY: Final = frozenset(
    {
        "06", "a", "aca", "address", "ademas", "adresse", "af", "again", "al", "algo", "all", "altra",
        "altri", "altro", "an", "ander", "andere", "anderen", "anderes", "anders", "another", "any",
        "anything", "anywhere", "apart", "aparte", "app", "appelle", "aqui", "as", "at", "au", "auf",
        "autre", "autres", "aux", "avec", "barre", "bas", "battle", "be", "bereiken", "besides", "blau",
        "bleu", "blue", "book", "bouc", "bouge", "ca", "call", "can", "canto", "capte", "casse", "ce",
        "cell", "change", "chat", "che", "chose", "code", "coin", "coisa", "col", "com", "comme", "comment",
        "compte", "con", "contact", "contacts", "continu", "cosa", "coupe", "d", "da", "dans", "das", "dat",
        "de", "dei", "dein", "deine", "del", "dem", "den", "der", "des", "desse", "deste", "details",
        "devant", "deze", "di", "dich", "die", "diese", "different", "discut", "do", "dog", "donde",
        "donne", "dove", "du", "e", "easier", "ecrire", "ecrit", "el", "else", "elsewhere", "en",
        "encontro", "encuentro", "ergens", "erreiche", "es", "esta", "este", "et", "etwas", "f", "face",
        "fai", "fait", "falar", "ferme", "fermer", "fesse", "filter", "find", "finde", "for", "fora",
        "forma", "foto", "friend", "from", "fuera", "fuori", "get", "google", "got", "gram", "green",
        "hablar", "hai", "handle", "handles", "hast", "have", "heb", "here", "het", "hier", "i", "ich",
        "ici", "id", "iets", "il", "in", "info", "instant", "instead", "is", "je", "jeito", "joindre",
        "jouw", "keep", "klein", "kleine", "know", "l", "la", "lado", "le", "leave", "less", "lieber",
        "liever", "line", "little", "lo", "lui", "ma", "mail", "mais", "mando", "maneira", "manera",
        "manier", "mas", "me", "medio", "meet", "meio", "mejor", "mes", "message", "messenger", "met",
        "mets", "mich", "mieux", "mit", "mobile", "modo", "mon", "more", "moyen", "mum", "my", "n", "naar",
        "nap", "new", "no", "nobody", "noch", "nog", "normal", "nos", "not", "nous", "noutro", "num",
        "number", "numero", "nummer", "o", "of", "off", "ohne", "old", "oltre", "on", "onde", "one", "op",
        "other", "otra", "otras", "otro", "ou", "our", "out", "outra", "outro", "outside", "paper", "para",
        "parle", "part", "parte", "pas", "pelo", "people", "per", "petit", "petite", "phone", "photo",
        "photos", "picture", "pictures", "place", "plus", "por", "post", "pra", "private", "pro", "proper",
        "psn", "public", "qu", "qualche", "quali", "que", "quel", "quella", "quelle", "quello", "quels",
        "questa", "questo", "qui", "quitte", "quoi", "rather", "raus", "reach", "real", "reel", "retrouv",
        "s", "sai", "sais", "same", "sans", "saute", "schreiben", "se", "sem", "sent", "sept", "ser", "seu",
        "sie", "signal", "site", "sitio", "six", "snap", "something", "somewhere", "sonst", "sont", "sort",
        "speak", "stay", "su", "suas", "sul", "sulla", "sur", "switch", "t", "tag", "tak", "talk", "te",
        "team", "tel", "telegram", "telephone", "tem", "tens", "tes", "teu", "teus", "text", "than", "the",
        "there", "thing", "this", "tic", "tick", "tienes", "tik", "tire", "to", "toc", "tock", "tok", "ton",
        "touch", "tout", "toute", "tranquille", "trouve", "truc", "tu", "tua", "tuas", "tuo", "tuoi", "tus",
        "uit", "un", "una", "une", "up", "ur", "use", "user", "va", "van", "vas", "verder", "viens", "von",
        "votre", "vous", "was", "way", "ways", "we", "weg", "welche", "welke", "what", "whats", "whatsapp",
        "where", "white", "wire", "with", "without", "wo", "y", "ya", "you", "your", "zap", "zero", "zum",
        "zusammen",
    }
)  # fmt: skip


def _addresses() -> str:
    """Electronic mail; broken links; Roman numbers side by side; nothing but digits."""
    return _any(
        [
            r"[a-z0-9_]@[a-z0-9-]+\.[a-z]",
            rf"{_B}(?:t|wa|m|fb|ig|kik){_SIGN}{{0,4}}{_DOT}{_SIGN}{{0,4}}me{_B}",
            rf"{_B}(?:dot|point|punkt|punto|punt|ponto){_SIGN}{{1,4}}(?:{_DOMAINS}){_B}",
            r"[\[(] ?(?:at|dot|@|\.) ?[)\]]",
            rf"{_B}[xvilc]{{2,7}}{_SIGN}+[xvilc]{{2,7}}{_B}",
            r"^[ -`{-~\noilsbz]*[0-9][ -`{-~\noilsbz]*$",
            rf"{_B}[0-9oil]*[0-9][oil]+[0-9oil]*{_SIGN}{{1,3}}[0-9oil]*[0-9][0-9oil]*{_B}",
        ]
    )


# Number words that are mostly other things; a number has others beside them.
_SAY_OTHER_THINGS: Final = frozenset(
    {"one", "for", "fore", "free", "ate", "nil", "set", "cet", "sent", "san", "nef", "wit", "een", "ten", "six", "sex"}
    | {"son", "once", "mil", "hum", "meia", "par", "set", "due", "tre", "sei", "elf", "acht", "nine", "cent", "cents"}
    | {"and", "und", "ein", "eine", "une", "uma", "una", "uno", "dix", "sis", "sez", "two"}
)
_NUMERALS: Final = frozenset(
    word
    for tongue in TONGUES.values()
    for word in tongue.parts - _SAY_OTHER_THINGS
    if len(word) > 2  # noqa: PLR2004 - "o"
)

_PARTS: Final = frozenset(word for tongue in TONGUES.values() for word in tongue.parts if len(word) > 2)  # noqa: PLR2004 - "o"
# Also zeros written as letters: "6oo ooo 123".
_COUNTS: Final = rf"{_B}{_any(_NUMERALS)}(?:{_B}|und|en|[0-9]|{_any(_PARTS)})|[0-9](?:{_any(_NUMERALS)}|oo?[ .-][0-9o])"
_WORD: Final = re.compile(r"[a-z]+|[0-9]+")
_WHOLE: Final = 20  # letters of a word that says a whole number to call
_SINGLE: Final = 5  # letters of a word too short for two number words

_KEYS: Final = _keys()
_SAID: Final = _B + _any(map(re.escape, _KEYS.whole)) + _B
_BEGUN: Final = _B + _any(map(re.escape, _KEYS.begun))
_NAMELESS: Final = " @(?:[^a-z0-9_@]|$)"  # "your @"


def _phrased(phrases: Iterable[tuple[str, ...]]) -> str:
    return _any("[ '-]+".join(map(re.escape, words)) for words in phrases)


_AT_MOST: Final = 2  # words of a phrase that goes on
_UNUSUAL: Final = 7  # letters: "gespiegelt", and no "inverse"
_SAID_SIGNS: Final = _phrased(words for words, sign in SAID.items() if not sign.vague)
_SAID_OR_WORDS: Final = _phrased(words for words, sign in SAID.items() if sign.vague)
_ANNOUNCING: Final = (
    rf"(?:{_any(ORDINALS)} +{_any(NOUNS)}|{_any(NOUNS)} +{_any(NUMBERS)}|"
    rf"{_phrased(words for words in BACKWARDS if len(''.join(words)) > _UNUSUAL)}|"
    rf"{_phrased(words for role in ('first', 'last') for words in PIECE_PHRASES[role] if len(words) > 1)})"
)
_GOES_ON: Final = (
    rf"(?:{_phrased(words for words, part in ANNOUNCED.items() if part.vague and len(words) <= _AT_MOST)})"
)
_AT_AN_END: Final = _phrased(PIECE_PHRASES["front"] | PIECE_PHRASES["last"])
NAMED: Final = {"words": _words(), "pieces": _pieces(), "misspelt": _misspelt()}
"""What names an app in one word or in pieces, by kind."""

LAYERS: Final = {
    # A part of something, with a sign in it or a digit: "2e partie : _75".
    "a part": Layer("^.{0,60}$", _B + _ANNOUNCING + _B),
    "addresses": Layer(_addresses()),
    # Seven digits that stand near each other and in no address.
    "digits": Layer(
        r"(?:^|[ !\"$%&'()*+,;<>?@~\[\]{}|\n])[oilsbz]{0,3}[0-9](?:[ -.;-~\n]{0,24}[0-9]|[/:][0-9]){6}",
        r"(?s)(?:[0-9].*){7}",
    ),
}
"""The other tests, by name."""

_ANSWER: Final = 90  # bytes: who answers with a handle says little else
_TAKES_UP: Final = (
    "et toi", "et vous", "et le tien", "and you", "and yours", "yours", "y tu", "e tu", "und du", "und dein[a-z]*",
    "e voce", "en jij", "le tien", "la tienne", "le mien", "la mienne", "mine", "pareil", "idem", "same", "igual",
    "gleich", "uguale", "moi", "comment", "appelles", "heisst", "chiami", "llamas", "heet", "chama", "adresse",
    "avoir", "bas", "dessus", "rejoins", "on there", "over there", "donne", "passe", "cherche[rz]?", "tape[rz]?",
    "suche?", "cerca[mi]*", "busca[me]*", "procura", "zoek", "je suis", "jsuis", "chuis", "i m", "im", "partie",
    "devant", "derriere", "fin", "debut",
    "ist", "cest", "c", "es", "sono", "soy", "sou", "bin", "et", "called", "its", "it s", "my name",
    "nome", "nombre", "naam", "nom", "pseudo", "blaze", "username", "your name", "ur name", "dein name", "usuario",
    "tuyo", "tuya", "il tuo", "la tua", "o teu", "tien", "tienne", "hbu", "wbu", "ahi", "alli", "dort", "daar",
    "die van jou", "die van u", "de jouwe",
    "und deine[rs]?", "deiner", "y el tuyo", "e il tuo", "e o teu", "le meme", "as ca", "l as", "en as",
    "file", "balance",
)  # fmt: skip
_YES: Final = (
    "oui", "ouais", "ui", "yes", "yeah", "yep", "yup", "si", "ja", "jo", "jep", "sim", "ok", "okay", "sure", "claro",
    "tiens", "voila", "bah", "ben", "here", "ecco", "toma", "hier", "vale", "dale", "certo", "klar", "tuurlijk", "bon",
)  # fmt: skip


_LED: Final = rf"(?:[a-z]+{_SIGN}+){{1,2}}"  # "then a dot"
ANSWERS: Final = {
    # After a yes or by itself, be it a letter: the fourth piece of a name may be one.
    "a word alone": rf"^{_SIGN}*(?:{_any(_YES)}{_SIGN}+)?[a-z0-9._#*/-]+{_SIGN}*$",
    "a handle": (
        rf"[a-z0-9]_[a-z0-9]|(?:^|[ ])[._][a-z0-9]|[a-z]{{2,}}\.[a-z]{{2,}}|(?:^| )@[a-z_]{{3}}|[a-z]#[0-9]{{4}}"
        rf"|{_B}[a-z]{{3,}}[0-9]{{1,4}}{_B}"
    ),
    "a digit": r"^.{0,30}[0-9].{0,20}$",
    "takes up": _B + _any(_TAKES_UP) + _B,
    "a sign": _B + _SAID_SIGNS + _B,
    "a part": _any(
        [
            rf"^{_SIGN}*(?:{_LED})?{_SAID_OR_WORDS}{_B}",
            _B + _ANNOUNCING + _B,
            rf"^{_SIGN}*{_GOES_ON} +[!-~]+(?: +[!-~]+){{0,2}} *$",
            rf"{_B}{_AT_AN_END}{_SIGN}*$",
        ]
    ),
}
"""What an answer may hold, by kind."""

_ASKED: Final = _B + _any(
    f"{_SIGN}*".join("[0-9]+" if word == NUMBER else re.escape(word) for word in row)
    for tongue in AGE_TONGUES.values()
    for row in tongue["asks"].rows
)
"""The phrases that ask for an age, whatever parts their words."""
