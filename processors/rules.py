"""The rules, as data: which facts a rule counts, what it measures of them, and from where on it speaks.

To add a rule, copy the nearest row of `RULES`, with its nouns and its sentence, and add a drawn timeline to
`tests/processors/test_rules.py`. A rule must be monotone: one more fact may raise a level, never lower it. That is why
a measure is one of a closed set, why a level only asks for "at least n", and why what needs a mean, a ratio or an
absence is no rule here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import polars as pl

from processors.identity import DAY_MS
from processors.records import FACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["en", "fr"]
Severity = Literal["low", "medium", "high", "critical"]

HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A number that can only grow with more facts in the window.

    Attributes:
        name: what it counts, in the plural: its key in an alert's `counts`.
        kind: `count` of the facts; number of `distinct` values of a field, nulls aside; `spread` of an integer
            field, largest minus smallest, nulls aside, 0 where there are none.
        nouns: for each language the noun, singular and plural, that a sentence puts after the number.
        field: a column of FACTS; empty for `count`.
        where: which of the rule's facts it looks at, over columns of FACTS; None: at all.
    """

    name: str
    kind: Literal["count", "distinct", "spread"]
    nouns: Mapping[Language, tuple[str, str]]
    field: str = ""
    where: pl.Expr | None = None

    def __post_init__(self) -> None:
        """Refuse a measure that could not be taken.

        Raises:
            ValueError: says which, and what was expected.
        """
        if self.kind == "count" and self.field:
            raise ValueError(f"measure {self.name}: a count takes no field, not {self.field}")
        if self.kind != "count" and self.field not in set(FACTS) - {"subject_kind", "subject_value"}:
            raise ValueError(f"measure {self.name}: {self.field or 'nothing'} is no column of FACTS beside the subject")
        if self.kind == "spread" and FACTS[self.field] != pl.Int64:
            raise ValueError(f"measure {self.name}: a spread is of whole numbers, {self.field} has none")
        if set(self.nouns) != set(get_args(Language)):
            raise ValueError(f"measure {self.name}: its nouns are needed in {', '.join(get_args(Language))}")


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Reached where every measure named is at least its number, which is 1 or more."""

    at_least: Mapping[str, int]
    severity: Severity


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What makes an alert.

    Attributes:
        name: part of the alert's id.
        version: changed whenever the rule may judge the same facts otherwise.
        window_ms: of its trailing windows `(t - window_ms, t]`.
        facts: which facts it counts, over columns of FACTS.
        measures: the first is the one whose doublings past the last level are revisions of their own.
        levels: from the lowest; the last one asks something of the first measure.
        sentences: for each language one sentence; `{name}` stands for a measure's number and noun.
        shadow: it only watches; its alerts say so.
        flags: unless it only watches, its alerts on a person flag the pseudonyms borne in the signals shown.
        rests_on_links: it counts links of pseudonyms, so it never flags one, or suspicion would spread along chains of
            likeness.
    """

    name: str
    version: str
    window_ms: int
    facts: pl.Expr
    measures: tuple[Measure, ...]
    levels: tuple[Level, ...]
    sentences: Mapping[Language, str]
    shadow: bool = False
    flags: bool = False
    rests_on_links: bool = False

    def __post_init__(self) -> None:
        """Refuse a rule that could not be judged.

        Raises:
            ValueError: says which, and what was expected.
        """
        names = [measure.name for measure in self.measures]
        if self.flags and self.rests_on_links:
            raise ValueError(f"rule {self.name}: one that rests on links flags nobody")
        if self.window_ms <= 0:
            raise ValueError(f"rule {self.name}: window_ms must be positive, not {self.window_ms}")
        if not names or len(set(names)) < len(names) or not self.levels:
            raise ValueError(f"rule {self.name}: needs a level and measures of different names")
        for level in self.levels:
            if not level.at_least or not set(level.at_least) <= set(names) or min(level.at_least.values()) < 1:
                raise ValueError(f"rule {self.name}: a level asks for at least 1 or more of {', '.join(names)}")
        if names[0] not in self.levels[-1].at_least:
            raise ValueError(f"rule {self.name}: past the last level {names[0]} doubles, so that level must ask for it")
        if set(self.sentences) != set(get_args(Language)):
            raise ValueError(f"rule {self.name}: its sentence is needed in {', '.join(get_args(Language))}")
        unknown = {
            column
            for chosen in (self.facts, *(measure.where for measure in self.measures))
            if chosen is not None
            for column in chosen.meta.root_names()
        } - set(FACTS)
        if unknown:
            raise ValueError(f"rule {self.name}: {', '.join(sorted(unknown))} is no column of FACTS")


_HANDS_OFF: Final = pl.col("kind") == "handoff"
_PUTS_IN_ANOTHER_LIGHT: Final = (pl.col("kind") == "age") & (pl.col("handoffs").list.len() > 0)

_OWN_HAND_OFF: Final = _HANDS_OFF & (pl.col("role") == "sender")
_IS_LINKED_WITH_ONE_FLAGGED: Final = (pl.col("kind") == "link") & (pl.col("flagged").list.len() > 0)

_SIGNALS: Final = Measure("signals", "count", {"en": ("signal", "signals"), "fr": ("signal", "signaux")})

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        name="minor_contact",
        version="1",
        window_ms=DAY_MS,
        # `minor_id` is the one of the two who may be a minor: the subject is the other, whoever of them wrote.
        facts=(_HANDS_OFF | _PUTS_IN_ANOTHER_LIGHT)
        & (pl.col("subject_kind") == "person")
        & (pl.col("subject_value") != pl.col("minor_id")),
        measures=(
            Measure(
                "minors",
                "distinct",
                {
                    "en": ("person who gives an age under 18", "people who give an age under 18"),
                    "fr": ("personne qui se dit mineure", "personnes qui se disent mineures"),
                },
                field="minor_id",
            ),
            _SIGNALS,
        ),
        levels=(Level({"minors": 1}, "high"), Level({"minors": 3}, "critical")),
        sentences={
            "en": "Within 24 hours, contact outside the site was given, asked for or proposed between an adult, or"
            " someone of unknown age, and {minors} ({signals}).",
            "fr": "En 24 heures, un contact hors du site a été donné, demandé ou proposé entre une personne adulte, ou"
            " d'âge inconnu, et {minors} ({signals}).",
        },
        flags=True,
    ),
    Rule(
        name="mass_contact",
        version="1",
        window_ms=HOUR_MS,
        # Who speaks to a room has no recipient: nobody is contacted who could be counted.
        facts=_HANDS_OFF
        & (pl.col("role") == "sender")
        & (pl.col("subject_kind") == "person")
        & pl.col("recipient_id").is_not_null(),
        measures=(
            Measure(
                "recipients",
                "distinct",
                {"en": ("person", "people"), "fr": ("personne", "personnes")},
                field="recipient_id",
            ),
            _SIGNALS,
        ),
        levels=(Level({"recipients": 8}, "medium"),),
        sentences={
            "en": "Within one hour, one sender gave, asked for or proposed contact outside the site to {recipients}"
            " ({signals}).",
            "fr": "En une heure, une même personne a donné, demandé ou proposé un contact hors du site à {recipients}"
            " ({signals}).",
        },
        flags=True,
    ),
    Rule(
        name="returning_pseudonym",
        version="1",
        # A link with one flagged is fresh on each day on which either is seen, and stands at the day's beginning: a day
        # is enough to hold it and a hand-off of that day or the one before, though the flag may be 30 days old.
        window_ms=DAY_MS,
        facts=(pl.col("subject_kind") == "person") & (_IS_LINKED_WITH_ONE_FLAGGED | _OWN_HAND_OFF),
        measures=(
            Measure(
                "hand_offs",
                "count",
                {"en": ("contact", "contacts"), "fr": ("contact", "contacts")},
                where=_OWN_HAND_OFF,
            ),
            Measure(
                "links",
                "count",
                {"en": ("link", "links"), "fr": ("lien", "liens")},
                where=_IS_LINKED_WITH_ONE_FLAGGED,
            ),
        ),
        levels=(Level({"hand_offs": 1, "links": 1}, "high"),),
        sentences={
            "en": "Someone whose pseudonym is likely that of a person flagged in the last 30 days ({links}) gave, asked"
            " for or proposed {hand_offs} outside the site.",
            "fr": "Une personne dont le pseudonyme est probablement celui d'une personne signalée dans les 30 derniers"
            " jours ({links}) a donné, demandé ou proposé {hand_offs} hors du site.",
        },
        rests_on_links=True,
    ),
)
"""What alerts are raised for."""


def severity_of(rule: Rule, revision: int) -> Severity:
    """Give the severity of a revision, from 1; past the last level the last level's stays."""
    return rule.levels[min(revision, len(rule.levels)) - 1].severity


def revised(rule: Rule) -> pl.Expr:
    """Give the revision of windows, over a column for each measure: 0 where no level is reached.

    It is the number of the highest level reached and, past the last, one more for each doubling of the first measure
    from the number that the last level asks of it.
    """
    reached = pl.lit(0, pl.Int64)
    for number, level in enumerate(rule.levels, start=1):
        holds = pl.all_horizontal(pl.col(name) >= least for name, least in level.at_least.items())
        reached = pl.when(holds).then(pl.lit(number, pl.Int64)).otherwise(reached)
    first = rule.measures[0].name
    times = pl.col(first).cast(pl.Int64) // rule.levels[-1].at_least[first]
    # The exact floor of a base-2 logarithm: the place of the highest bit.
    doublings = 63 - times.bitwise_leading_zeros().cast(pl.Int64)
    return reached + pl.when(reached == len(rule.levels)).then(doublings).otherwise(0)


def fewest_facts(rule: Rule) -> int:
    """Give a number of facts below which no level of a rule can be reached, whatever they say; at least 1.

    A window of n facts has a count of n and n distinct values at most.
    """
    counting = {measure.name for measure in rule.measures if measure.kind != "spread"}
    return min(max([1, *(n for name, n in level.at_least.items() if name in counting)]) for level in rule.levels)


def tell(rule: Rule, counts: Mapping[str, int], language: Language) -> str:
    """Say in one sentence why a rule speaks."""
    numbers = {
        measure.name: f"{counts[measure.name]} {_noun(measure, counts[measure.name], language)}"
        for measure in rule.measures
    }
    return rule.sentences[language].format_map(numbers)


def _noun(measure: Measure, number: int, language: Language) -> str:
    """French says 0 and 1 in the singular, English 1 alone."""
    singular, plural = measure.nouns[language]
    return singular if number == 1 or (number == 0 and language == "fr") else plural


def counted(rule: Rule) -> str:
    """Name the Boolean column that says whether a rule counts a fact."""
    return f"{rule.name}?"


def shown(rule: Rule, measure: Measure) -> str:
    """Name the Boolean column that says whether a measure of a rule looks at a fact."""
    return counted(rule) if measure.where is None else f"{rule.name}.{measure.name}?"


def judged(rules: tuple[Rule, ...]) -> dict[str, pl.Expr]:
    """Give, over columns of FACTS, the Boolean columns that `counted` and `shown` name; never null."""
    columns = {counted(rule): rule.facts.fill_null(value=False) for rule in rules}
    for rule in rules:
        for measure in rule.measures:
            if measure.where is not None:
                columns[shown(rule, measure)] = (rule.facts & measure.where).fill_null(value=False)
    return columns


def raises(rule: Rule, measure: Measure) -> pl.Expr:
    """Say, over the Boolean columns of `judged`, which facts a measure takes into account."""
    looked_at = pl.col(shown(rule, measure))
    return looked_at if measure.kind == "count" else looked_at & pl.col(measure.field).is_not_null()
