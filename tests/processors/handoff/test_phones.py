"""Numbers here are of ranges kept for fiction (Arcep, Ofcom, NANPA, BNetzA); elsewhere the digits just count up."""

from __future__ import annotations

from itertools import cycle
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.handoff import text
from processors.handoff.numerals import LANGUAGES, TONGUES
from processors.handoff.phones import Phone, find, join, pieces

SURE = 0.5

MUSTS = [
    # language, text, number, the stretch of the text that holds it
    ("fr", "mon num 0639981234 stv", "+33639981234", "0639981234"),
    ("fr", "06 39 98 12 34", "+33639981234", "06 39 98 12 34"),
    ("fr", "mon num\n0639981234\nvoilà", "+33639981234", "0639981234"),
    ("fr", "06.39.98.12.34 ecris moi", "+33639981234", "06.39.98.12.34"),
    ("fr", "tel: 06-39-98-12-34", "+33639981234", "06-39-98-12-34"),
    ("fr", "06/39/98/12/34", "+33639981234", "06/39/98/12/34"),
    ("fr", "06,39,98,12,34", "+33639981234", "06,39,98,12,34"),
    ("fr", "06_39_98_12_34", "+33639981234", "06_39_98_12_34"),
    ("fr", "(06)(39)(98)(12)(34)", "+33639981234", "06)(39)(98)(12)(34"),
    ("fr", "0.6.3.9.9.8.1.2.3.4", "+33639981234", "0.6.3.9.9.8.1.2.3.4"),
    ("fr", "0 6 3 9 9 8 1 2 3 4", "+33639981234", "0 6 3 9 9 8 1 2 3 4"),
    ("fr", "06\n39\n98\n12\n34", "+33639981234", "06\n39\n98\n12\n34"),
    ("fr", "+33 6 39 98 12 34", "+33639981234", "+33 6 39 98 12 34"),
    ("fr", "+33 (0)6 39 98 12 34", "+33639981234", "+33 (0)6 39 98 12 34"),
    ("fr", "0033639981234", "+33639981234", "0033639981234"),
    ("fr", "33 639981234", "+33639981234", "33 639981234"),
    ("fr", "wa.me/33639981234", "+33639981234", "33639981234"),
    ("nl", "wa punt me slash 32470123456", "+32470123456", "32470123456"),
    ("fr", "le fixe c'est 01 99 00 12 34", "+33199001234", "01 99 00 12 34"),
    ("fr", "appelle avant 20h au 0261911234", "+33261911234", "0261911234"),
    ("fr", "0️⃣6️⃣3️⃣9️⃣9️⃣8️⃣1️⃣2️⃣3️⃣4️⃣", "+33639981234", "0️⃣6️⃣3️⃣9️⃣9️⃣8️⃣1️⃣2️⃣3️⃣4️⃣"),
    ("fr", "⁰⁶ ³⁹ ⁹⁸ ¹² ³⁴ biz", "+33639981234", "⁰⁶ ³⁹ ⁹⁸ ¹² ³⁴"),
    ("fr", "⓪⑥③⑨⑨⑧①②③④", "+33639981234", "⓪⑥③⑨⑨⑧①②③④"),
    ("fr", "𝟎𝟔 𝟑𝟗 𝟗𝟖 𝟏𝟐 𝟑𝟒", "+33639981234", "𝟎𝟔 𝟑𝟗 𝟗𝟖 𝟏𝟐 𝟑𝟒"),
    ("fr", "O6 39 98 I2 34", "+33639981234", "O6 39 98 I2 34"),
    ("fr", "o6 39 9B l2 34", "+33639981234", "o6 39 9B l2 34"),
    ("fr", "06🐄39🐄98🐄12🐄34", "+33639981234", "06🐄39🐄98🐄12🐄34"),
    ("fr", "06*39*98*12*34 enlève les étoiles", "+33639981234", "06*39*98*12*34"),
    ("fr", "06 lol 39 lol 98 lol 12 lol 34", "+33639981234", "06 lol 39 lol 98 lol 12 lol 34"),
    ("fr", "06 patate 39 patate 98 patate 12 patate 34", "+33639981234", "06 patate 39 patate 98 patate 12 patate 34"),
    ("fr", "06x39x98x12x34", "+33639981234", "06x39x98x12x34"),
    ("fr", "06 puis 39 puis 98 et 12 et 34", "+33639981234", "06 puis 39 puis 98 et 12 et 34"),
    ("fr", "zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre", "+33639981234", None),
    ("fr", "ZERO SIX TRENTE NEUF QUATRE VINGT DIX HUIT DOUZE TRENTE QUATRE", "+33639981234", None),
    ("fr", "zéro six, trente-neuf, nonante-huit, septante-deux, onze", "+33639987211", None),
    ("fr", "zro sis trante nef katrevindizuit douz trante katre", "+33639981234", None),
    ("fr", "06 trente neuf 98 douze 34", "+33639981234", None),
    ("fr", "zéro quatre cent septante, douze, trente-quatre, cinquante-six", "+32470123456", None),
    ("fr", "zéro septante-neuf, cent vingt-trois, quarante-cinq, soixante-sept", "+41791234567", None),
    ("fr", "0470 12 34 56", "+32470123456", "0470 12 34 56"),
    ("fr", "079 123 45 67", "+41791234567", "079 123 45 67"),
    ("fr", "texte moi au 514-555-0134", "+15145550134", "514-555-0134"),
    ("fr", "cinq un quatre, cinq cinq cinq, zéro un trente-quatre", "+15145550134", None),
    ("fr", "0470123456 c belge", "+32470123456", "0470123456"),
    ("fr", "c une puce espagnole... enfin un numéro d'espagne : 600123456", "+34600123456", "600123456"),
    ("fr", "0692 12 34 56", "+262692123456", "0692 12 34 56"),
    ("fr", "zerosix trenteneuf quatrevingtdixhuit douze trentequatre", "+33639981234", None),
    ("fr", "z e r o s i x 39 98 12 34", "+33639981234", "z e r o s i x 39 98 12 34"),
    ("fr", "zér0 s1x tr3nte neuf nonante huit douze 34", "+33639981234", None),
    ("fr", "zéro siz trante neuff quatre vint dix uit douse trente quattre", "+33639981234", None),
    ("fr", "1) 06 2) 39 3) 98 4) 12 5) 34", "+33639981234", None),
    ("fr", "06a39b98c12d34", "+33639981234", "06a39b98c12d34"),
    ("fr", "0a6b3c9d9e8f1g2h3j4 sans les lettres", "+33639981234", "0a6b3c9d9e8f1g2h3j4"),
    ("fr", "06 chat 39 chien 98 lapin 12 oie 34", "+33639981234", "06 chat 39 chien 98 lapin 12 oie 34"),
    ("fr", "6 39 98 12 34", "+33639981234", "6 39 98 12 34"),
    ("fr", "06 40-1 100-2 10+2 34", "+33639981234", None),
    ("fr", "06 39 98, deux fois 12", "+33639981212", None),
    ("fr", "d'abord 06, ensuite 39, puis 98, après 12 et enfin 34", "+33639981234", None),
    ("fr", "plus trente-trois six trente-neuf quatre-vingt-dix-huit douze trente-quatre", "+33639981234", None),
    ("fr", "mon 06 : 06 39 98 12 34", "+33639981234", "06 39 98 12 34"),
    ("fr", "0639 98 12 34", "+33639981234", "0639 98 12 34"),
    ("fr", "mon 06 c 39.98.douze.34", "+33639981234", "06 c 39.98.douze.34"),
    ("fr", "06 39 quatre vingt 18 12 34", "+33639981234", None),
    ("fr", "06 tren te neuf 98 dou ze 34", "+33639981234", None),
    ("fr", "zé.ro six tr.ente neuf quatre vingt dix huit douze trente quatre", "+33639981234", None),
    ("fr", "ZÉROsixTRENTEneufNONANTEhuitDOUZEtrenteQUATRE", "+33639981234", None),
    ("fr", "tel0639981234", "+33639981234", "0639981234"),
    ("fr", "num=0639981234", "+33639981234", "0639981234"),
    ("fr", "0639981234stp", "+33639981234", "0639981234"),
    ("fr", "06 XXXIX XCVIII XII XXXIV", "+33639981234", "06 XXXIX XCVIII XII XXXIV"),
    (
        "fr",
        "zéro six trente neuf non pardon zéro six trente neuf quatre vingt dix huit douze treize",
        "+33639981213",
        None,
    ),
    ("fr", "zéro six trente neuf quatre vingt dix huit vingt deux, euh non douze, treize", "+33639981213", None),
    ("fr", "39 98 12 34 et tu rajoutes 06 devant", "+33639981234", "39 98 12 34 et tu rajoutes 06"),
    ("fr", "six trente neuf quatre vingt dix huit douze treize, tu mets un zéro devant", "+33639981213", None),
    ("fr", "43 21 89 93 60 à l'envers", "+33639981234", "43 21 89 93 60"),
    (
        "fr",
        "le double de trois (zéro devant), treize fois trois, cent moins deux, une douzaine, treize",
        "+33639981213",
        None,
    ),
    ("fr", "06 11 39 22 98 33 12 44 34 une paire sur deux", "+33639981234", "06 11 39 22 98 33 12 44 34"),
    ("fr", "06 39 98 12 34 ou 06 39 98 12 35", "+33639981234", "06 39 98 12 34"),
    ("fr", "06 39 98 12 34 ou 06 39 98 12 35", "+33639981235", "06 39 98 12 35"),
    ("fr", "nove um dois, três quatro cinco, seis sete oito, avec le 351", "+351912345678", None),
    ("en", "text me 07700 900123", "+447700900123", "07700 900123"),
    ("en", "07700900123", "+447700900123", "07700900123"),
    ("en", "starts 07700 then 900 ends 123", "+447700900123", "07700 then 900 ends 123"),
    ("en", "oh seven seven hundred, nine hundred, one two three", "+447700900123", None),
    ("en", "oh double seven double oh nine double oh one two three", "+447700900123", None),
    ("en", "o seven seven zero zero 900 triple one", "+447700900111", None),
    ("en", "07x700x900x123 lose the x's", "+447700900123", "07x700x900x123"),
    ("en", "(415) 555-0132", "+14155550132", "415) 555-0132"),
    ("en", "415.five55.01-32", "+14155550132", "415.five55.01-32"),
    ("en", "four one five, five five five, oh one thirty two", "+14155550132", None),
    ("en", "+1 415 555 0132", "+14155550132", "+1 415 555 0132"),
    ("en", "321 009 00770 backwards", "+447700900123", "321 009 00770"),
    ("es", "al 600 123 456 y quedamos", "+34600123456", "600 123 456"),
    ("es", "seis cero cero uno dos tres cuatro cinco seis", "+34600123456", None),
    ("es", "seis doce, trescientos cuarenta y cinco, seiscientos setenta y ocho", "+34612345678", None),
    ("es", "6oo.uno23.cuatro5seis", "+34600123456", "6oo.uno23.cuatro5seis"),
    ("de", "erst 0171 dann 392 und am ende 0012", "+491713920012", "0171 dann 392 und am ende 0012"),
    ("de", "0171 3920012", "+491713920012", "0171 3920012"),
    ("de", "null eins sieben eins, neununddreißig, zwanzig, null eins zwei", "+491713920012", None),
    ("de", "030 23125 012", "+493023125012", "030 23125 012"),
    ("it", "inizia con 333 poi 123 e finisce con 4567", "+393331234567", "333 poi 123 e finisce con 4567"),
    ("it", "333 1234567", "+393331234567", "333 1234567"),
    ("it", "tre volte il 3, poi uno due tre quattro cinque sei sette", "+393331234567", None),
    ("it", "trecentotrentatré, dodici, trentaquattro, cinquecentosessantasette", "+393331234567", None),
    ("pt", "o meu é o 912345678", "+351912345678", "912345678"),
    ("pt", "nove um dois, trinta e quatro, cinquenta e seis, setenta e oito", "+351912345678", None),
    ("pt", "11 91234-5678", "+5511912345678", "11 91234-5678"),
    ("nl", "06 12345678", "+31612345678", "06 12345678"),
    ("nl", "nul zes twaalf vierendertig zesenvijftig achtenzeventig", "+31612345678", None),
    ("fr", "zéro six trente-neuf nonante-huit, deux zéros, deux 4s", "+33639980044", None),
    ("fr", "06 39 98, trois zéros et 5", "+33639980005", None),
    ("fr", "+33(0)639981234", "+33639981234", "+33(0)639981234"),
    ("fr", "06(chat)39(chien)98(oie)12(âne)34", "+33639981234", "06(chat)39(chien)98(oie)12(âne)34"),
    ("fr", "06 <3 39 <3 98 <3 12 <3 34", "+33639981234", "06 <3 39 <3 98 <3 12 <3 34"),
    ("fr", "O6 3g g8 12 34 (g = 9)", "+33639981234", "O6 3g g8 12 34"),
    ("fr", "06 39 9B l2 IS", "+33639981215", "06 39 9B l2 IS"),
    ("fr", "o six trois neuf neuf huit un deux trois quatre", "+33639981234", None),
    ("fr", "rajoute un zéro devant : 639981234", "+33639981234", None),
    ("fr", "639981234 il manque juste le zéro", "+33639981234", None),
    ("fr", "lis de droite à gauche : 4321899360", "+33639981234", "4321899360"),
    ("fr", "en partant de la fin 34 12 98 39 06", "+33639981234", "34 12 98 39 06"),
    ("fr", "0470 12 34 56, zéro quatre septante", "+32470123456", "0470 12 34 56"),
    ("fr", "zéro quatre septante, douze, trente-quatre, cinquante-six", "+32470123456", None),
    ("fr", "zéro sept neuf, un deux trois, quatre cinq, six sept", "+41791234567", None),
    ("fr", "06 39 98 12 34 après 18h30", "+33639981234", "06 39 98 12 34"),
    ("fr", "zéro six trente neuf quatre vingt dix huit douze douze après dix-neuf heures", "+33639981212", None),
    ("en", "oh seven seven hundred nine hundred, three fives", "+447700900555", None),
    ("en", "07700 banana 900 banana 123", "+447700900123", "07700 banana 900 banana 123"),
    ("en", "wa me: 07700900123", "+447700900123", "07700900123"),
    ("en", "area code two one two then 555 then oh one four three", "+12125550143", None),
    ("en", "0a7b7c0d0e9f0g0h1i2j3 just take the letters out", "+447700900123", None),
    ("es", "más cuarenta y cuatro siete siete cero cero nueve cero cero uno dos tres", "+447700900123", None),
    ("es", "tres veces seis y luego 123456", "+34666123456", None),
    ("es", "mi cel argentino 11 1234-5678", "+5491112345678", "11 1234-5678"),
    ("de", "0171 392 und dann vier nullen", "+491713920000", "0171 392 und dann vier nullen"),
    ("it", "più trentatré sei trentanove novantotto dodici trentaquattro", "+33639981234", None),
    ("nl", "nul vier zeventig twaalf vierendertig zesenvijftig", "+32470123456", None),
    ("fr", "06<3<9<9<8<1<2<3<4 zap les flèches", "+33639981234", "06<3<9<9<8<1<2<3<4"),
    ("fr", "O6. E9 nn pardon 39. 9B (le B c 8). 12. 3O", "+33639981230", None),
    ("fr", "639981234 (+33)", "+33639981234", None),
    (
        "fr",
        "jle mets à l'envers pr pas me fr ban 43 21 89 93 60, lis de droite à gauche",
        "+33639981234",
        "43 21 89 93 60",
    ),
    ("de", "null17eins 392 doppelnull sechsundsechzig", "+491713920066", None),
    ("de", "null eins sieben eins drei neun zwei zweimal die null zweimal die sechs", "+491713920066", None),
    ("pt", "ddd 11 numero 91234-5678", "+5511912345678", None),
    ("es", "6oo ooo 1.2.3", "+34600000123", "6oo ooo 1.2.3"),
    ("es", "seis cero cero, tres ceros más, uno dos tres", "+34600000123", None),
    ("pt", "DDD 11 e dps 912345678", "+5511912345678", None),
    (None, "3~3~3~1~2~3~4~5~6~7 togli le ondine", "+393331234567", "3~3~3~1~2~3~4~5~6~7"),
    (None, "912 345 678", "+351912345678", "912 345 678"),
    (None, "06 1234 5678", "+31612345678", "06 1234 5678"),
    (None, "0770 090 0123", "+447700900123", "0770 090 0123"),
]

MUST_NOTS = [
    ("fr", "450 les 4 jantes, 16 pouces, 205 55 16 les pneus"),
    ("fr", "les lignes 06 39 et 98 sont en grève"),
    ("fr", "le code de la porte c 06A39 puis 2e étage"),
    ("fr", "ma commande n° 0639981234 est toujours pas partie"),
    ("fr", "ref 06-39-98-12"),
    ("fr", "loto : 6 12 18 33 39 complémentaire 8"),
    ("fr", "isbn 978-2-06-399801-4"),
    ("fr", "siret 639 981 234 00017"),
    ("fr", "FR76 3000 6000 0112 3456 7890 189"),
    ("fr", "4970 1012 3456 7890"),
    ("fr", "plaque AB-639-98"),
    ("fr", "fichier_0639981234.pdf"),
    ("fr", "la photo IMG0639981234"),
    ("fr", "0639981234@example.org"),
    ("fr", "-6399 81 1234, village dans la plaine"),
    ("fr", "zéro un deux trois quatre cinq six sept huit neuf et on souffle"),
    ("fr", "quatre-vingt-dix-huit, soixante-treize, zéro six"),
    ("fr", "00:47:06, 01:02:33"),
    ("fr", "15 le samu 17 police 18 pompiers"),
    ("fr", "le 3018 est gratuit"),
    ("fr", "0,6 / 3,9 / 9,8"),
    ("fr", "né le 12/06/2009 à 12h34"),
    ("fr", "j'ai 14 ans et toi"),
    ("fr", "https://example.org/questions/0639981234/a"),
    ("fr", "jean0639981234@example.org"),
    ("fr", "120 € + 39 € + 98 €, total 257 €"),
    ("en", "parcel JD 0770 0900 0123 arrived"),
    ("en", "2147483647 is the largest"),
    ("en", "0x7f6130b132f0"),
    ("en", "10.0.0.255 and 192.168.1.104"),
    ("en", "chasing 356, they were 212/3 in 38.4"),
    ("en", "1,233,433 views"),
    ("en", "one two three four five six seven eight nine ten"),
    ("en", "released 2016.12, commit 4152013"),
    ("es", "600 de entrada, 123 al mes, 45 meses"),
    ("de", "Zählerstand war 015228, jetzt 017139"),
    ("it", "333 pagine in 12 giorni, 34 in media"),
    ("pt", "cep 91234-567, casa 8"),
    ("nl", "06:45 en de bus van 39, lijn 98"),
    ("fr", "j'ai fait 6, 39, 98, 44 et 55 aux fléchettes"),
    ("fr", "1er 12.45 2e 13.06 3e 13.39 4e 13.98"),
    ("fr", "horaires : 06 15, 07 30, 08 45, 09 20"),
    ("fr", "la reference du joint 06-39-98-12, si t'as pas c'est 06-39-98-14"),
    ("fr", "bus à 06 12, 06 32, 06 52 et 07 12"),
    ("en", "m: d [[1,2,3],[[4,5],6,7]].nodemap(*+1)"),
    ("nl", "klantnr 0612345678"),
    ("fr", "06 12 puis 06 32 puis 06 52 et 07 12"),
    ("en", "nine: (2016-07-11)"),
    ("en", "save 08:44:50-08:45:00"),
    ("en", "the record is 212 555 0143 points"),
    ("es", "gané 600.123.456 pesos jaja"),
    (None, "bestelnummer 0612345678"),
]

PUBLIC = [
    ("fr", "le standard de la mairie, c'est le 02 61 91 40 10"),
    ("fr", "appelle le 0800 123 456"),
    ("en", "the council is on 01632 960123"),
]


def sure(said: str, lang: str | None) -> list[Phone]:
    return [phone for phone in find(text.read(said), lang, None) if phone.strength >= SURE and not phone.public]


@pytest.mark.parametrize(("lang", "said", "e164", "stretch"), MUSTS, ids=[f"{m[0]} {m[1]}" for m in MUSTS])
def test_a_number_is_found_in_each_disguise(lang: str, said: str, e164: str, stretch: str | None) -> None:
    read = text.read(said)
    found = {phone.e164: phone for phone in sure(said, lang)}

    assert e164 in found
    start, end = read.span(found[e164].start, found[e164].end)
    assert stretch is None or said[start:end] == stretch


@pytest.mark.parametrize(("lang", "said"), MUST_NOTS, ids=[f"{lang} {said}" for lang, said in MUST_NOTS])
def test_other_numbers_are_not_surely_phones(lang: str, said: str) -> None:
    assert sure(said, lang) == []


@pytest.mark.parametrize(("lang", "said"), PUBLIC, ids=[said for _, said in PUBLIC])
def test_a_public_line_is_marked_as_one(lang: str, said: str) -> None:
    assert [phone.public for phone in find(text.read(said), lang, None)] == [True]


@pytest.mark.parametrize(
    ("postcode", "e164"),
    [(None, "+33470123456"), ("1000", "+32470123456"), ("75011", "+33470123456")],
)
def test_the_postcode_decides_between_countries(postcode: str | None, e164: str) -> None:
    assert [phone.e164 for phone in find(text.read("0470123456"), "fr", postcode)] == [e164]


@pytest.mark.parametrize(
    ("lang", "turns", "e164"),
    [
        ("fr", ["06 39", "98 12", "34"], "+33639981234"),
        ("fr", ["0 6 3 9", "9 8", "1 2 3 4"], "+33639981234"),
        ("fr", ["zéro six", "trente-neuf, quatre-vingt-dix-huit", "douze, encore treize"], "+33639981213"),
        ("fr", ["06 oeufs", "39 cl de crème", "98 g de beurre", "12 olives", "34 citrons"], "+33639981234"),
        ("fr", ["06 39 98", "chambre 8. la suite : 12", "puis 34"], "+33639981234"),
        ("fr", ["39 98 12 34", "et devant tu mets 06"], "+33639981234"),
        ("en", ["07700", "900", "123"], "+447700900123"),
        ("en", ["oh seven seven double oh", "nine hundred, one two three"], "+447700900123"),
        ("pt", ["912", "345", "678"], "+351912345678"),
        ("fr", ["06 39", "98"], None),
        ("fr", ["18h", "12 euros"], None),
        ("fr", [], None),
    ],
)
def test_pieces_of_several_messages_are_joined(lang: str, turns: list[str], e164: str | None) -> None:
    phone = join([pieces(text.read(turn), lang) for turn in turns], lang, None)

    assert (phone and phone.e164) == e164


PLAIN = {  # language: digits as dialled, of which the last two vary, their usual groups, and the number without them
    "fr": ("06399812", (2, 2, 2, 2, 2), "+336399812"),
    "en": ("077009001", (5, 6), "+4477009001"),
    "es": ("6001234", (3, 3, 3), "+346001234"),
    "de": ("017139200", (4, 7), "+4917139200"),
    "it": ("33312345", (3, 7), "+3933312345"),
    "pt": ("9123456", (3, 3, 3), "+3519123456"),
    "nl": ("06123456", (2, 2, 2, 2, 2), "+316123456"),
}
NEUTRAL = {"fr": "bon", "en": "okay", "es": "vale", "de": "gut", "it": "bene", "pt": "fixe", "nl": "goed"}


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """Write a number in a random way: its language, number, disguise, and the text with words around it."""
    lang = draw(st.sampled_from(LANGUAGES))
    head, groups, e164 = PLAIN[lang]
    digits = head + draw(st.from_regex(r"\A[0-9]{2}\Z", fullmatch=True)).translate({ord("٠"): "0"})
    way = draw(st.sampled_from(["plain", "groups", "singles", "words", "styled", "letters", "decoys"]))
    hidden = {
        "plain": lambda: digits,
        "groups": lambda: draw(st.sampled_from([" ", ".", "-", "/", "\n", "  "])).join(cut(digits, groups)),
        "singles": lambda: draw(st.sampled_from([" ", ".", "-", "*", "🐄"])).join(digits),
        "words": lambda: draw(st.sampled_from([" ", ", "])).join(say(digit, lang) for digit in digits),
        "styled": lambda: "".join(chr(0x1D7CE + int(digit)) for digit in digits),
        "letters": lambda: digits[:2].replace("0", "O") + digits[2:].replace("0", "O").replace("1", "l"),
        "decoys": lambda: draw(st.sampled_from(["x", " zut ", " lol "])).join(cut(digits, (2, 2, 2, 2, 2, 2))),
    }[way]()
    word = NEUTRAL[lang]
    return lang, e164 + digits[-2:], hidden, f"{word} {hidden} {word}"


def cut(digits: str, groups: tuple[int, ...]) -> list[str]:
    parts, place = [], 0
    for length in cycle(groups):
        parts.append(digits[place : place + length])
        place += length
        if place >= len(digits):
            return [part for part in parts if part]
    return parts


def say(digit: str, lang: str) -> str:
    return str(TONGUES[lang].table["words"][digit][0])


@settings(max_examples=400, derandomize=True)
@given(case=disguised())
def test_a_number_is_found_again_where_it_was_hidden(case: tuple[str, str, str, str]) -> None:
    lang, e164, hidden, said = case
    read = text.read(said)
    found = {phone.e164: read.span(phone.start, phone.end) for phone in find(read, lang, None)}

    assert e164 in found
    start, end = found[e164]
    assert said[start:end] == hidden


@settings(max_examples=300, derandomize=True)
@given(
    said=st.one_of(st.text(), st.text(alphabet="0123456789 +()-.ol🐄x"), st.from_regex(r"([0-9]{1,4}[ .x]?){0,60}")),
    lang=st.sampled_from([*LANGUAGES, None, "xx"]),
    postcode=st.sampled_from([None, "75011", "", "1000", "M5V 2T6"]),
)
def test_any_text_is_read_without_an_error(said: str, lang: str | None, postcode: str | None) -> None:
    read = text.read(said)

    for phone in find(read, lang, postcode):
        assert 0 <= phone.start < phone.end <= len(read.folded)
        assert 0 < phone.strength <= 1
    join([pieces(read, lang)] * 3, lang, postcode)


HOSTILE = [
    "0",
    "1 ",
    "1 2-3.",
    "0-",
    "06 39 98 12 34 ",
    "+33 6 39 ",
    "et puis ",
    "06 puis et puis euh alors ",
    "06 fois le 3 non pardon à l'envers devant sur deux enlève ",
    "zéro six trente-neuf ",
    "zro siz trante neuff ",
    "z e r o ",
    "zerosixtrente",
    "neun",
    "0x6a3o9l",
    "oil1",
    "XXX 06 ",
    "@_=#0 ",
    "0" + " " * 40,
    "0\u0301\u20e3",
    "une douzaine le double de 3 ",
]


def cost(said: str) -> float:
    """Give the seconds of processor time that a text takes, the least of three times."""
    read = text.read(said)
    times = []
    for _ in range(3):
        begun = process_time()
        find(read, None, None)
        pieces(read)
        times.append(process_time() - begun)
    return min(times)


@pytest.mark.parametrize("part", HOSTILE)
def test_time_is_linear_in_the_length_of_a_hostile_text(part: str) -> None:
    short, long = (part * (length // len(part)) for length in (8192, 16384))

    # What is quadratic takes four times as long. Other processes may disturb a measure, but not all of them.
    assert any(cost(long) < 3 * cost(short) + 0.002 for _ in range(5))


@pytest.mark.parametrize("padding", ["bla ", "12:30 ", "et puis ", "7"])
def test_padding_hides_no_number_at_either_end(padding: str) -> None:
    for said in (f"06 39 98 12 34 ou sinon {padding * 4096}", f"{padding * 4096} sinon 06 39 98 12 34"):
        assert [phone.e164 for phone in sure(said, "fr")] == ["+33639981234"]
