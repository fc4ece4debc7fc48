"""Which digits can be somebody's phone number: the numbering plans of the countries whose languages we read.

`phonenumbers` decides what is possible and where; but "valid" to it is what operators have been given, so that ranges
kept for fiction and ranges opened last month are not. So the shape of a subscriber's number stands here for each
country, as its regulator publishes it, and how people there group the digits: "0470 12 34 56" is Belgian,
"04 70 12 34 56" French.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

Groups = tuple[int, ...]


class Plan(NamedTuple):
    """One country's numbers, without trunk prefix and country code.

    Attributes:
        trunk: what one dials first within the country, "" where nothing.
        mobile: a mobile number's shape; where mobiles look like other numbers (North America), every number's.
        landline: another subscriber's.
        bare: how surely digits of that shape are a phone number where no trunk prefix shows it, 0 to 1.
        groups: how people write it, trunk and all: lengths of the groups.
    """

    region: str
    code: str
    trunk: str
    mobile: re.Pattern[str]
    landline: re.Pattern[str]
    bare: float
    groups: frozenset[Groups]


class Number(NamedTuple):
    """A phone number that digits can be; `fit` from 0 to 1 ranks how surely they are one, with nothing else known."""

    e164: str
    fit: float
    why: str
    mobile: bool
    public: bool


def _plan(region: str, code: str, trunk: str, mobile: str, landline: str, bare: float, groups: str) -> Plan:
    shapes = frozenset(tuple(int(length) for length in shape.split("-")) for shape in groups.split())
    return Plan(region, code, trunk, re.compile(mobile), re.compile(landline), bare, shapes)


_PAIRS: Final = "2-2-2-2-2"
_NEVER: Final = r"(?!)"

# Sources: Arcep décision 2018-0881 (FR, overseas), IBPT/BIPT plan (BE), BAKOM plan E.164 (CH), ILR (LU), NANPA (US,
# CA), Ofcom National Telephone Numbering Plan (GB), ComReg (IE), ACMA (AU), CNMC (ES), IFT (MX), CRC (CO), BNetzA
# (DE), RTR (AT), AGCOM (IT), ANACOM (PT), Anatel (BR), ACM (NL); as of 2025. Public ranges (0800, 08…) are left to
# `phonenumbers`, which knows their kinds.
PLANS: Final = {
    plan.region: plan
    for plan in (
        # 06 39 is Mayotte but for 06 39 98, which Arcep keeps for fiction; 06 9x is mostly overseas.
        _plan("FR", "33", "0", r"(?:6(?!39(?!98)|9[0-467])|7)\d{8}", r"(?!26[239]|59[046])[1-59]\d{8}", 0.3, _PAIRS),
        _plan("RE", "262", "0", r"69[23]\d{6}", r"26[23]\d{6}", 0.3, _PAIRS + " 4-2-2-2"),
        _plan("GP", "590", "0", r"69[01]\d{6}", r"590\d{6}", 0.3, _PAIRS + " 4-2-2-2"),
        _plan("MQ", "596", "0", r"69[67]\d{6}", r"596\d{6}", 0.3, _PAIRS + " 4-2-2-2"),
        _plan("GF", "594", "0", r"694\d{6}", r"594\d{6}", 0.3, _PAIRS + " 4-2-2-2"),
        _plan("YT", "262", "0", r"639(?!98)\d{6}", r"269\d{6}", 0.3, _PAIRS + " 4-2-2-2"),
        _plan("BE", "32", "0", r"4[5-9]\d{7}", r"(?![4-9]0)[1-9]\d{7}", 0.3, "4-2-2-2 4-3-3 4-6 2-3-2-2 3-2-2-2"),
        _plan("CH", "41", "0", r"7[4-9]\d{7}", r"[2-6]\d{8}", 0.3, "3-3-2-2 3-7"),
        _plan("LU", "352", "", r"6[2-9]1\d{6}", _NEVER, 0.6, "3-3-3"),
        _plan("US", "1", "", r"[2-9]\d\d[2-9]\d{6}", _NEVER, 0.8, "3-3-4"),
        _plan("CA", "1", "", r"[2-9]\d\d[2-9]\d{6}", _NEVER, 0.8, "3-3-4"),
        _plan("GB", "44", "0", r"7[1-9]\d{8}", r"[12]\d{8,9}", 0.3, "5-6 5-3-3 4-3-4 3-4-4 4-7 3-8 5-2-2-2"),
        _plan("IE", "353", "0", r"8[2-9]\d{7}", r"1\d{7}|[24-79]\d{7,8}", 0.3, "3-3-4 3-7 2-3-4"),
        _plan("AU", "61", "0", r"4\d{8}", r"[2378]\d{8}", 0.3, "4-3-3 2-4-4"),
        _plan("ES", "34", "", r"[67]\d{8}", r"9[1-8]\d{7}", 0.85, "3-3-3 3-2-2-2 2-3-2-2"),
        _plan("MX", "52", "", r"[2-9]\d{9}", _NEVER, 0.6, "2-4-4 3-3-4"),
        _plan("CO", "57", "", r"3[0-5]\d{8}", _NEVER, 0.7, "3-3-4 3-7"),
        _plan("DE", "49", "0", r"1[5-7]\d{8,9}", r"[2-9]\d{6,10}", 0.25, "4-7 4-8 5-7 4-3-4 4-4-4 3-8 3-7 4-3-2-2"),
        _plan("AT", "43", "0", r"6[5-9]\d{7,10}", r"1\d{6,8}|[2-7]\d{6,9}", 0.25, "4-7 4-6 4-3-4 4-3-3"),
        _plan("IT", "39", "", r"3[1-9]\d{7,8}", r"0[1-9]\d{6,9}", 0.85, "3-7 3-3-4 3-6 3-3-3 3-2-2-3 2-8 3-4-3"),
        _plan("PT", "351", "", r"9[1-36]\d{7}", r"2[1-9]\d{7}", 0.85, "3-3-3 2-3-4 2-3-2-2"),
        _plan("BR", "55", "", r"[1-9][1-9]9\d{8}", r"[1-9][1-9][2-5]\d{7}", 0.8, "2-5-4 2-4-4 2-9 2-1-4-4"),
        _plan("NL", "31", "0", r"6[1-58]\d{7}", r"(?!30[01])[1-57]\d{8}", 0.3, "2-8 2-2-2-2-2 2-4-4 3-7 4-6 3-3-4"),
    )
}  # fmt: skip
"""The plans by region, as ISO 3166 codes."""

_BY_LANGUAGE: Final = {
    "fr": ("FR", "RE", "GP", "MQ", "GF", "YT", "BE", "CH", "CA", "LU"),
    "en": ("GB", "US", "IE", "AU"),
    "es": ("ES", "CO", "MX"),
    "de": ("DE", "AT", "CH"),
    "it": ("IT", "CH"),
    "pt": ("PT", "BR"),
    "nl": ("NL", "BE"),
}
_ANYWHERE: Final = (
    "FR",
    "GB",
    "ES",
    "PT",
    "IT",
    "NL",
    "US",
    "DE",
    "BE",
    "CH",
    "BR",
    "RE",
    "GP",
    "MQ",
    "GF",
    "YT",
    "IE",
)

# What a postcode of each shape says about the country, by language where shapes are shared.
_POSTCODES: Final = tuple(
    (re.compile(shape), langs, region)
    for shape, langs, region in (
        (r"971\d\d", "fr", "GP"), (r"972\d\d", "fr", "MQ"), (r"973\d\d", "fr", "GF"), (r"974\d\d", "fr", "RE"),
        (r"976\d\d", "fr", "YT"), (r"\d{5}", "fr", "FR"), (r"\d{4}", "fr", "BE"), (r"b-?\d{4}", "", "BE"),
        (r"l-?\d{4}", "", "LU"), (r"ch-?\d{4}", "", "CH"), (r"[a-z]\d[a-z] ?\d[a-z]\d", "", "CA"),
        (r"[a-z]\d[a-z]", "fr", "CA"), (r"[a-z]\d[\dw] ?[a-z\d]{4}", "", "IE"),
        (r"[a-z]{1,2}\d[a-z\d]?(?: ?\d[a-z]{2})?", "", "GB"),
        (r"\d{5}(?:-\d{4})?", "en", "US"), (r"\d{4}", "en", "AU"), (r"\d{5}", "es", "ES"), (r"\d{5}", "de", "DE"),
        (r"\d{4}", "de", "AT"), (r"\d{5}", "it", "IT"), (r"\d{4}", "it", "CH"), (r"\d{4}(?:-?\d{3})?", "pt", "PT"),
        (r"\d{5}-?\d{3}", "", "BR"), (r"\d{4} ?[a-z]{2}", "", "NL"), (r"\d{4}", "nl", "BE"),
    )
)  # fmt: skip


@lru_cache(maxsize=1024)
def regions(lang: str | None, postcode: str | None) -> tuple[str, ...]:
    """Give the regions whose numbers a writer most likely gives, likeliest first."""
    spoken = _BY_LANGUAGE.get(lang or "", _ANYWHERE)
    place = (postcode or "").strip().lower()
    home = [region for shape, langs, region in _POSTCODES if (not langs or langs == lang) and shape.fullmatch(place)]
    return tuple(dict.fromkeys([*home[:1], *spoken]))


# How far each thing that is less than usual brings the fit down. Chosen by hand so that ranks come out as a reader's.
_MOBILE: Final = 0.95
_LANDLINE: Final = 0.87
_ODD_GROUPS: Final = 0.77
_NO_GROUPS: Final = 0.95
_SMALLER_GROUPS: Final = 0.92
_WITH_CODE: Final = 0.97
_NEIGHBOUR: Final = 0.9  # a country of the same language, but not the first
_NEIGHBOUR_LANDLINE: Final = 0.65
_ABROAD: Final = 0.5  # a country of another language
_NOT_GIVEN_OUT: Final = 0.95  # not valid to `phonenumbers`: fiction, or new, or no number
_NO_SUCH_AREA: Final = 0.8  # the same for a landline
_CODE_WITHOUT_PLUS: Final = 0.7
_LANDLINE_UNMARKED: Final = 0.65  # where no trunk prefix shows it
_BARE_IN_GROUPS: Final = 0.6
_FEW_GROUPS: Final = 2
_PUBLIC_FIT: Final = 0.9
_COUNTED: Final = 0.1  # "0123456789" is somebody counting
_SHORTEST, _LONGEST = 8, 15  # digits of a subscriber's number, trunk prefix and all; E.164 ends at 15
_UNPREFIXED: Final = "trunk prefix missing"
_FEW_DIGITS: Final = 3  # "01010101" is a pattern
_ROW: Final = "01234567890123456789"


@lru_cache(maxsize=8192)
def identify(digits: str, groupings: tuple[Groups, ...], order: tuple[str, ...], *, plus: bool) -> Number | None:
    """Read digits as the phone number that they most likely are, of any country; None where they are none.

    Args:
        digits: as dialled.
        groupings: lengths of the groups in which they stood, in one or more readings.
        order: regions, likeliest first; see `regions`.
        plus: whether a plus sign stood before them, or 00 or the like begins them.
    """
    if not _SHORTEST <= len(digits) <= _LONGEST + 2:
        return None
    if plus:
        return _international(digits.removeprefix("00"), sure=not digits.startswith("00"))
    if digits.startswith("00"):
        return None
    found = [number for region in order if (number := _national(digits, groupings, PLANS[region]))]
    first = PLANS[order[0]].code
    ranked = [number if number.e164.startswith("+" + first) else _neighbours(number) for number in found]
    if not ranked:
        abroad = (_national(digits, groupings, PLANS[region]) for region in _ANYWHERE if region not in order)
        ranked = [_less(number, _ABROAD) for number in abroad if number and number.mobile]
    return max(ranked, key=lambda number: number.fit, default=None)


def _neighbours(number: Number) -> Number:
    return _less(number, _NEIGHBOUR if number.mobile else _NEIGHBOUR_LANDLINE)


def _less(number: Number, factor: float) -> Number:
    return number._replace(fit=number.fit * factor)


def _national(digits: str, groupings: tuple[Groups, ...], plan: Plan) -> Number | None:
    trunk = plan.trunk
    if not trunk:
        national, fit, why = digits, plan.bare, "no trunk prefix there"
    elif digits.startswith(trunk):
        national, fit, why = digits[len(trunk) :], 1.0, "trunk prefix"
    else:
        national, fit, why = digits, plan.bare, _UNPREFIXED
        if any(
            (groups[0] + len(trunk), *groups[1:]) in plan.groups for groups in groupings if len(groups) > _FEW_GROUPS
        ):
            return _bare(national, plan)
    mobile = plan.mobile.fullmatch(national) is not None
    if not mobile and (why is _UNPREFIXED or not plan.landline.fullmatch(national)):
        return _with_code(digits, groupings, plan) or _public_line(national, plan)
    fit *= _MOBILE if mobile else _LANDLINE if trunk else _LANDLINE_UNMARKED
    fit *= _grouped(groupings, plan)
    if digits in _ROW or digits in _ROW[::-1] or len(set(digits)) < _FEW_DIGITS:
        fit = _COUNTED
    kind = "mobile" if mobile else "landline"
    return _number(plan, national, fit, f"{plan.region} {kind}, {why}", mobile=mobile)


def _bare(national: str, plan: Plan) -> Number | None:
    """Read a mobile number in its usual groups but without the trunk prefix: "6 39 98 …"."""
    if not plan.mobile.fullmatch(national):
        return None
    return _number(plan, national, _BARE_IN_GROUPS, f"{plan.region} mobile, {_UNPREFIXED}", mobile=True)


def _with_code(digits: str, groupings: tuple[Groups, ...], plan: Plan) -> Number | None:
    """Read a number with its country code and no plus sign: "33 6 39 98 …"."""
    national = digits.removeprefix(plan.code)
    if national == digits or not plan.mobile.fullmatch(national):
        return None
    fit = _CODE_WITHOUT_PLUS
    if plan.code == "1":
        fit *= 0.8 if {(11,), (1, 3, 3, 4)} & set(groupings) else 0.5  # eleven digits after a 1 are many things
    return _number(plan, national, fit, f"country code without plus, {plan.region} mobile", mobile=True)


def _public_line(national: str, plan: Plan) -> Number | None:
    """Read a free, shared-cost or premium number, which is a firm's or an authority's: 0800 …, 08 92 …."""
    if national[0] not in "89":
        return None
    number = _number(plan, national, _PUBLIC_FIT, f"{plan.region} public line", mobile=False)
    return number if number.public else None


def _grouped(groupings: tuple[Groups, ...], plan: Plan) -> float:
    if not plan.groups.isdisjoint(groupings):
        return 1.0
    if any(_refines(groups, whole) for groups in groupings for whole in plan.groups):
        return _SMALLER_GROUPS
    ungrouped = any(len(groups) == 1 for groups in groupings)
    if plan.code == "1":
        return 0.55 if ungrouped else 0.5  # ten digits are many things
    return _NO_GROUPS if ungrouped else _ODD_GROUPS


def _refines(groups: Groups, whole: Groups) -> bool:
    """Tell whether the cuts of a grouping are all among another's."""
    return set(accumulate(whole)) <= set(accumulate(groups))


def _international(digits: str, *, sure: bool) -> Number | None:
    """Read a number with its country code; "+33 (0)6 …" and "+33 06 …" dial the trunk prefix too, which is dropped.

    Where it is not `sure` that a country code comes first (two zeros may be anything), the number has to be valid, or
    of a shape that the country's plan knows.
    """
    for plan in PLANS.values():
        national = digits.removeprefix(plan.code).removeprefix(plan.trunk)
        if digits.startswith(plan.code) and (plan.mobile.fullmatch(national) or plan.landline.fullmatch(national)):
            return _number(plan, national, _WITH_CODE, "country code", mobile=True)
    number = _foreign(digits)
    return number if sure or (number and number.fit == _WITH_CODE) else None


_PUBLIC: Final = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
)


def _number(plan: Plan, national: str, fit: float, why: str, *, mobile: bool) -> Number:
    """Have `phonenumbers` say of what kind a number of a plan's shape is, and whether it is given out."""
    parsed = PhoneNumber(int(plan.code), int(national), italian_leading_zero=national.startswith("0") or None)
    if not phonenumbers.is_valid_number(parsed):
        fit *= _NOT_GIVEN_OUT if mobile else _NO_SUCH_AREA
    public = phonenumbers.number_type(parsed) in _PUBLIC
    return Number(f"+{plan.code}{national}", fit, why, mobile, public)


def _foreign(digits: str) -> Number | None:
    """Read a number with its country code, of any country, as `phonenumbers` does."""
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    fit = _WITH_CODE if phonenumbers.is_valid_number(parsed) else _WITH_CODE * _NOT_GIVEN_OUT
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Number(written, fit, "country code", mobile=True, public=phonenumbers.number_type(parsed) in _PUBLIC)
