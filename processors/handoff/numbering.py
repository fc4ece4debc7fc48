"""Which digits can be somebody's phone number: the numbering plans of the countries whose languages we read.

`phonenumbers` decides what is possible and where; but "valid" to it is what operators have been given, so that ranges
kept for fiction and ranges opened last month are not. So the shape of a subscriber's number stands here for each
country, as its regulator publishes it, and how people there group the digits: "0470 12 34 56" is Belgian,
"04 70 12 34 56" French.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Groups = tuple[int, ...]


class Plan(NamedTuple):
    """One country's numbers, without trunk prefix and country code.

    Attributes:
        trunk: what one dials first within the country, "" where nothing.
        mobile: a mobile number's shape; where mobiles look like other numbers (North America), every number's.
        landline: another subscriber's.
        bare: how surely digits of that shape are a phone number where no trunk prefix shows it, 0 to 1.
        groups: how people write it, trunk and all: lengths of the groups.
        dialled: all that may be dialled for these numbers and for public lines, with the trunk prefix or without, or
            with the country's code.
        mark: what stands before a mobile number only when dialled from abroad: "+54 9 11 …" in Argentina.
    """

    region: str
    code: str
    trunk: str
    mobile: re.Pattern[str]
    landline: re.Pattern[str]
    bare: float
    groups: frozenset[Groups]
    dialled: re.Pattern[str]
    mark: str = ""


class Number(NamedTuple):
    """A phone number that digits can be; `fit` from 0 to 1 ranks how surely they are one, with nothing else known."""

    e164: str
    fit: float
    why: str
    mobile: bool
    public: bool


_NEVER: Final = r"(?!)"


def _plan(region: str, code: str, trunk: str, mobile: str, landline: str, bare: float, groups: str) -> Plan:
    cuts = frozenset(tuple(int(length) for length in shape.split("-")) for shape in groups.split())
    public = _public_shapes(code).pattern
    dialled = f"(?:{trunk}|{code})?(?:{mobile})|{trunk}(?:{landline})|(?:{trunk})?(?:{public})"
    return Plan(region, code, trunk, re.compile(mobile), re.compile(landline), bare, cuts, re.compile(dialled))


@cache
def _public_shapes(code: str) -> re.Pattern[str]:
    """Give what public lines look like in the countries of a code: starting with 8 or 9, by `phonenumbers`."""
    regions = phonenumbers.region_codes_for_country_code(int(code))
    plans = [plan for region in regions if (plan := phonenumbers.PhoneMetadata.metadata_for_region(region))]
    kinds = [kind for plan in plans for kind in (plan.toll_free, plan.premium_rate, plan.shared_cost, plan.uan) if kind]
    shapes = dict.fromkeys(kind.national_number_pattern for kind in kinds if kind.national_number_pattern)
    return re.compile(rf"(?=[89])(?:{'|'.join(shapes) or _NEVER})")


_PAIRS: Final = "2-2-2-2-2"

# Sources: Arcep décision 2018-0881 (FR, overseas), IBPT/BIPT plan (BE), BAKOM plan E.164 (CH), ILR (LU), NANPA (US,
# CA), Ofcom National Telephone Numbering Plan (GB), ComReg (IE), ACMA (AU), CNMC (ES), IFT (MX), CRC (CO), ENACOM
# (AR), BNetzA (DE), RTR (AT), AGCOM (IT), ANACOM (PT), Anatel (BR), ACM (NL); as of 2025. Public ranges (0800, 08…)
# are left to `phonenumbers`, which knows their kinds.
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
        _plan("LU", "352", "", r"6(?:[269][18]|5[1568]|7[189]|81)\d{6}", _NEVER, 0.6, "3-3-3"),
        _plan("US", "1", "", r"[2-9]\d\d[2-9]\d{6}", _NEVER, 0.86, "3-3-4"),
        _plan("CA", "1", "", r"[2-9]\d\d[2-9]\d{6}", _NEVER, 0.86, "3-3-4"),
        _plan("GB", "44", "0", r"7[1-9]\d{8}", r"[12]\d{8,9}", 0.3, "5-6 5-3-3 4-3-4 3-4-4 4-7 3-8 5-2-2-2"),
        _plan("IE", "353", "0", r"8[2-9]\d{7}", r"1\d{7}|[24-79]\d{7,8}", 0.3, "3-3-4 3-7 2-3-4"),
        _plan("AU", "61", "0", r"4\d{8}", r"[2378]\d{8}", 0.3, "4-3-3 2-4-4"),
        _plan("ES", "34", "", r"[67]\d{8}", r"9[1-8]\d{7}", 0.85, "3-3-3 3-2-2-2 2-3-2-2"),
        _plan("MX", "52", "", r"[2-9]\d{9}", _NEVER, 0.6, "2-4-4 3-3-4"),
        _plan("CO", "57", "", r"3[0-5]\d{8}", _NEVER, 0.7, "3-3-4 3-7"),
        _plan("AR", "54", "0", r"11\d{8}|[23]\d{9}", _NEVER, 0.6, "2-4-4 2-8 3-3-4 4-6")._replace(mark="9"),
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
    "es": ("ES", "CO", "MX", "AR"),
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
_FIVE: Final = 5
_FIVE_DIGITS: Final = ("FR",)
"""The countries whose postcodes have five digits: who writes in another language may live there. The others' mobile
numbers look like nobody else's, so they need no place in the order."""


@lru_cache(maxsize=1024)
def regions(lang: str | None, postcode: str | None) -> tuple[str, ...]:
    """Give the regions whose numbers a writer most likely gives, likeliest first."""
    spoken = _BY_LANGUAGE.get(lang or "", _ANYWHERE)
    place = (postcode or "").strip().lower()
    home = [region for shape, langs, region in _POSTCODES if (not langs or langs == lang) and shape.fullmatch(place)]
    others = _FIVE_DIGITS if place.isdecimal() and len(place) == _FIVE else ()
    return tuple(dict.fromkeys([*home[:1], *spoken, *others]))


# How far each thing that is less than usual brings the fit down. Chosen by hand so that ranks come out as a reader's.
_MOBILE: Final = 0.95
_LANDLINE: Final = 0.87
_ODD_GROUPS: Final = 0.77
_NO_GROUPS: Final = 0.95
_SMALLER_GROUPS: Final = 0.89
_WITH_CODE: Final = 0.97
_NEIGHBOUR: Final = 0.91  # a country of the same language, but not the first
_NEIGHBOUR_BESIDE_HOME: Final = 0.7  # where it is a mobile number at home too, and in groups as nowhere
_NEIGHBOUR_LANDLINE: Final = 0.65
_NEIGHBOUR_LANDLINE_UNUSUAL: Final = 0.5
_BEST_NEIGHBOUR: Final = _MOBILE * _NEIGHBOUR
_ABROAD: Final = 0.5  # a country of another language
_ABROAD_WITH_TRUNK: Final = 0.72  # where the trunk prefix shows what it is
_DOUBTFUL: Final = 0.65  # what fits no better may be of another country
_NOT_GIVEN_OUT: Final = 0.95  # not valid to `phonenumbers`: fiction, or new, or no number
_NO_SUCH_AREA: Final = 0.8  # the same for a landline
_CODE_WITHOUT_PLUS: Final = 0.7
_LANDLINE_UNMARKED: Final = 0.65  # where no trunk prefix shows it
_BARE_IN_GROUPS: Final = 0.6
_FEW_GROUPS: Final = 2
_PUBLIC_FIT: Final = 0.9
_COUNTED: Final = 0.1  # "0123456789" is somebody counting
FEWEST, LONGEST = 7, 17
"""Digits: one fewer than a subscriber's number has with its trunk prefix; the most, 00 and the 15 of E.164."""
_WITH_TRUNK: Final = "trunk prefix"
UNPREFIXED: Final = "trunk prefix missing"
_FEW_DIGITS: Final = 3  # "01010101" is a pattern
_ROW: Final = "01234567890123456789"


# What this doesn't match need not be tried country by country. In it each shape stands once, and those that fail do so
# at their first digit.
_DIALLED: Final = re.compile(
    "|".join(
        sorted(
            {
                f"{before}(?:{shape.pattern})"
                for plan in PLANS.values()
                for befores, shape in (
                    (("", plan.trunk, plan.code), plan.mobile),
                    ((plan.trunk,), plan.landline),
                    (("", plan.trunk), _public_shapes(plan.code)),
                )
                for before in befores
            }
        )
    )
)


def may_be_national(digits: str) -> bool:
    """Tell whether digits, dialled within a country, have a shape that some plan knows; a quick test for `identify`."""
    return _DIALLED.fullmatch(digits) is not None


@lru_cache(maxsize=8192)
def identify(digits: str, groupings: tuple[Groups, ...], order: tuple[str, ...], *, plus: bool) -> Number | None:
    """Read digits as the phone number that they most likely are, of any country; None where they are none.

    Args:
        digits: as dialled.
        groupings: lengths of the groups in which they stood, in one or more readings.
        order: regions, likeliest first; see `regions`.
        plus: whether a plus sign stood before them, or 00 or the like begins them.
    """
    if not FEWEST < len(digits) <= LONGEST:
        return None
    if plus:
        return _international(digits.removeprefix("00"), sure=not digits.startswith("00"))
    if not may_be_national(digits):
        return None
    first = PLANS[order[0]].code
    home = _fittest(_shapes(digits, groupings, [region for region in order if PLANS[region].code == first]))
    if home and home.fit >= _BEST_NEIGHBOUR:
        return home
    near = _shapes(digits, groupings, [region for region in order if PLANS[region].code != first])
    number = _fittest([_neighbour(shape, home) for shape in near], home)
    if number and (number.public or number.fit > _DOUBTFUL):
        return number
    abroad = _shapes(digits, groupings, [region for region in _ANYWHERE if region not in order])
    return _fittest([_from_abroad(shape) for shape in abroad if shape.mobile], number)


class _Shape(NamedTuple):
    """What digits are by a plan's shapes; `fit` is the most that it can be once `phonenumbers` has been asked.

    `usual` says that they stand in groups as people there write them.
    """

    plan: Plan
    national: str
    fit: float
    why: str
    mobile: bool
    public: bool = False
    usual: bool = False


def _shapes(digits: str, groupings: tuple[Groups, ...], order: Iterable[str]) -> Iterator[_Shape]:
    for region in order:
        plan = PLANS[region]
        if plan.dialled.fullmatch(digits) and (shape := _national(digits, groupings, plan)):
            yield shape


def _fittest(shapes: Iterable[_Shape], best: Number | None = None) -> Number | None:
    """Give the number that fits best, of equals the first. Asking `phonenumbers` is dear: ask for the best alone."""
    for shape in sorted(shapes, key=lambda shape: -shape.fit):
        if best and shape.fit < best.fit:
            break
        number = _number(shape)
        if number and (best is None or number.fit > best.fit):
            best = number
    return best


def _neighbour(shape: _Shape, home: Number | None) -> _Shape:
    if shape.mobile and home and home.mobile and not shape.usual:
        return _less(shape, _NEIGHBOUR_BESIDE_HOME)
    if shape.mobile or shape.public:
        return _less(shape, _NEIGHBOUR if shape.mobile else _NEIGHBOUR_LANDLINE)
    return _less(shape, _NEIGHBOUR_LANDLINE if shape.usual else _NEIGHBOUR_LANDLINE_UNUSUAL)


def _from_abroad(shape: _Shape) -> _Shape:
    return _less(shape, _ABROAD_WITH_TRUNK if shape.why.endswith(_WITH_TRUNK) else _ABROAD)


def _less(shape: _Shape, factor: float) -> _Shape:
    return shape._replace(fit=shape.fit * factor)


def _national(digits: str, groupings: tuple[Groups, ...], plan: Plan) -> _Shape | None:
    trunk = plan.trunk
    if not trunk:
        national, fit, why = digits, plan.bare, "no trunk prefix there"
    elif digits.startswith(trunk):
        national, fit, why = digits[len(trunk) :], 1.0, _WITH_TRUNK
    else:
        national, fit, why = digits, plan.bare, UNPREFIXED
        if _usual_but_for_trunk(groupings, plan):
            return _bare(national, plan)
    mobile = plan.mobile.fullmatch(national) is not None
    if not mobile and (why is UNPREFIXED or not plan.landline.fullmatch(national)):
        return _with_code(digits, groupings, plan) or _public_line(national, plan)
    fit *= _MOBILE if mobile else _LANDLINE if trunk else _LANDLINE_UNMARKED
    fit *= _grouped(groupings, plan)
    if digits in _ROW or digits in _ROW[::-1] or len(set(digits)) < _FEW_DIGITS:
        fit = _COUNTED
    kind = "mobile" if mobile else "landline"
    national = plan.mark + national if mobile else national
    return _Shape(
        plan, national, fit, f"{plan.region} {kind}, {why}", mobile, usual=not plan.groups.isdisjoint(groupings)
    )


def _usual_but_for_trunk(groupings: tuple[Groups, ...], plan: Plan) -> bool:
    return any(
        len(groups) > _FEW_GROUPS and (groups[0] + len(plan.trunk), *groups[1:]) in plan.groups for groups in groupings
    )


def _bare(national: str, plan: Plan) -> _Shape | None:
    """Read a mobile number in its usual groups but without the trunk prefix: "6 39 98 …"."""
    if not plan.mobile.fullmatch(national):
        return None
    return _Shape(plan, national, _BARE_IN_GROUPS, f"{plan.region} mobile, {UNPREFIXED}", mobile=True)


def _with_code(digits: str, groupings: tuple[Groups, ...], plan: Plan) -> _Shape | None:
    """Read a number with its country code and no plus sign: "33 6 39 98 …"."""
    if not digits.startswith(plan.code) or not plan.mobile.fullmatch(digits, len(plan.code)):
        return None
    fit = _CODE_WITHOUT_PLUS
    if plan.code == "1":
        fit *= 0.8 if {(11,), (1, 3, 3, 4)} & set(groupings) else 0.5  # eleven digits after a 1 are many things
    why = f"country code without plus, {plan.region} mobile"
    return _Shape(plan, digits[len(plan.code) :], fit, why, mobile=True)


def _public_line(national: str, plan: Plan) -> _Shape | None:
    """Read a free, shared-cost or premium number, which is a firm's or an authority's: 0800 …, 08 92 …."""
    if not _public_shapes(plan.code).fullmatch(national):
        return None
    return _Shape(plan, national, _PUBLIC_FIT, f"{plan.region} public line", mobile=False, public=True)


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
    if digits.startswith("0"):
        return None  # no country's code does
    for plan in PLANS.values():
        if digits.startswith(plan.code):
            national = digits[len(plan.code) :].removeprefix(plan.trunk)
            if plan.mobile.fullmatch(national) or plan.landline.fullmatch(national):
                return _number(_Shape(plan, national, _WITH_CODE, "country code", mobile=True))
    number = _foreign(digits)
    return number if sure or (number and number.fit == _WITH_CODE) else None


_PUBLIC: Final = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
)


def _number(shape: _Shape) -> Number | None:
    """Have `phonenumbers` say of what kind a number is, and whether it is given out; None for no public line."""
    plan, national, fit, why, mobile, public_only, _ = shape
    parsed = PhoneNumber(int(plan.code), int(national), italian_leading_zero=national.startswith("0") or None)
    kind = phonenumbers.number_type(parsed)
    if kind == PhoneNumberType.UNKNOWN:
        fit *= _NOT_GIVEN_OUT if mobile else _NO_SUCH_AREA
    public = kind in _PUBLIC
    return Number(f"+{plan.code}{national}", fit, why, mobile, public) if public or not public_only else None


def _foreign(digits: str) -> Number | None:
    """Read a number with its country code, of any country, as `phonenumbers` does."""
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    kind = phonenumbers.number_type(parsed)
    fit = _WITH_CODE if kind != PhoneNumberType.UNKNOWN else _WITH_CODE * _NOT_GIVEN_OUT
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Number(written, fit, "country code", mobile=True, public=kind in _PUBLIC)
