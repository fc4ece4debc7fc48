"""The link stage: sightings of one partition in, links out.

Two names meet where they stand under one blocking key; what no bound rules out is compared, and what is likely enough
is a link. Links are a function of the set of sightings, whatever their order and their frames:

- A name is a pseudonym of a sender, with what they declared. Each day on which it was seen under a key is remembered
  for 30 days of event time, and nothing else of it can change, so a double adds nothing.
- A link of two names that meet is fresh on each day on which either was seen, the other on that day or up to 30 days
  before. Whichever sighting comes last makes it.
- A flag is put on a pseudonym of a sender under a key. From its day on, for 30 days, links under that key say so; a
  flag that comes after a link makes the link again, with it. A flag is no sighting: it was seen that day, too.

That holds within the caps (the newest names of a key stay, see `processors.postings`), for sightings that come no more
than a day behind the newest of their partition. What is remembered does not depend on what links are found, so warm-up
calls `remember` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

import numpy as np
import polars as pl

from processors import days, postings, roster
from processors.days import Days
from processors.identity import DAY_MS, link_id
from processors.likely import SPARE, likely, needed
from processors.postings import BLOCK, UNSPELT, LogOdds, Numbers, Run
from processors.pseudonym.bounds import SAID, declared, weighed
from processors.pseudonym.letters import alike, letters, plain
from processors.pseudonym.model import Model, shipped
from processors.records import Link, Side

ROWS_AT_ONCE: Final = 4096
"""Rows whose candidates are gathered at once: at most 128 each, and some fifty bytes a pair."""

_CUT_TO: Final = 0.9
"""Share of the bound on pseudonyms to which they are cut where they pass it, so that it is seldom done."""

_UNSPELT: Final = "~@"
"""Kinds of key under which names meet that need not have letters in common: a sound, a contact."""


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What an operator may set.

    Attributes:
        model: weighs the comparisons.
        probability: least probability of a link.
        told: links of which one side is flagged, or all. A regular of a site where each session has an id of its own
            is linked with all their sessions of a month; where nothing is flagged, that is nobody's business.
        max_pseudonyms: names remembered of one partition, and flags; those seen, or put, longest ago go.
    """

    model: Model = field(default_factory=lambda: shipped("chat"))
    probability: float = 0.9
    told: Literal["flagged", "all"] = "flagged"
    max_pseudonyms: int = 1_000_000


class Flag(NamedTuple):
    """Where a flag is put: a pseudonym of a sender, under a block (see `postings.Run`)."""

    block: int
    sender_id: str
    pseudonym: str


Flags = Mapping[Flag, Mapping[str, int]]
"""The day of each alert that put a flag somewhere, by its id."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkState:
    """What the stage remembers of one partition. `LinkState()` remembers nothing.

    Attributes:
        newest: the newest day seen; None before the first sighting.
        postings: who was seen under which key, and on which days.
        names: who is who.
        flags: those put here.
    """

    newest: int | None = None
    postings: tuple[Run, ...] = ()
    names: roster.Runs = ()
    flags: Flags = field(default_factory=dict)


class LinkOutput(NamedTuple):
    """What one frame gave.

    Attributes:
        links: by day and id. Each is there once, though a later frame may make it again.
        cut: how many names and flags the bound on them has made the stage forget.
        crowded_out: how many places of names under a key its cap has: what many share, which says little of any.
    """

    links: tuple[Link, ...]
    cut: int
    crowded_out: int


class _Part(NamedTuple):
    """A frame, read."""

    newest: int
    run: Run
    names: pl.DataFrame
    flags: Flags


class _Pairs(NamedTuple):
    """Names that met: under which block, who was seen on which days (of `a` those that are news).

    `declared` is a bound on what they say of themselves; see `processors.pseudonym.bounds`.
    """

    block: Numbers
    a: Numbers
    b: Numbers
    a_days: Days
    b_days: Days
    declared: LogOdds


def step(state: LinkState, frame: pl.DataFrame, options: LinkOptions) -> tuple[LinkState, LinkOutput]:
    """Fold a frame of SIGHTINGS, in the order of its partition, into the state. The state given is not changed."""
    part = _read(state, frame)
    if options.told == "all":
        part = part._replace(run=_weighed(part, options))
    links = _links(state, part, options)
    after, *cuts = _taken_in(state, part, options)
    return after, LinkOutput(tuple(sorted(links.values(), key=lambda link: (link.day, link.link_id))), *cuts)


def remember(state: LinkState, frame: pl.DataFrame, options: LinkOptions) -> tuple[LinkState, LinkOutput]:
    """Give the state that `step` gives, without looking for links: for warm-up."""
    after, *cuts = _taken_in(state, _read(state, frame), options)
    return after, LinkOutput((), *cuts)


def _read(state: LinkState, frame: pl.DataFrame) -> _Part:
    rows = frame.with_columns(
        SAID,
        who=roster.WHO,
        day=pl.col("sent_at") // DAY_MS,
        hashed=pl.col("block").hash(),
        unspelt=pl.col("block").str.head(1).is_in(list(_UNSPELT)),
    )
    hashed, unspelt = rows["hashed"].to_numpy(), rows["unspelt"].to_numpy()
    rows = rows.with_columns(hashed=(hashed & BLOCK & ~UNSPELT) | np.where(unspelt, UNSPELT, np.uint64(0)))
    sightings = rows.filter(pl.col("kind") == "seen")
    newest = max(state.newest or 0, int(rows["day"].max() or 0))  # type: ignore[arg-type] # a day is an integer
    names = roster.listed(sightings)
    who = sightings["who"].to_numpy()
    place = np.searchsorted(names["who"].to_numpy(), who)
    run = postings.posted(
        sightings["hashed"].to_numpy(),
        who,
        days.alone(sightings["day"].to_numpy()),
        letters([plain(name) for name in names["pseudonym"]])[place],
        sightings["said"].to_numpy(),
    )
    run = run.at(run.days & days.live(newest) != 0)
    flags: dict[Flag, dict[str, int]] = {}
    flagged = rows.filter(pl.col("kind") == "flagged", pl.col("day") > newest - days.KEPT_DAYS)
    for block, sender_id, pseudonym, alert_id, day in flagged.select(
        "hashed", "sender_id", "pseudonym", "alert_id", "day"
    ).iter_rows():
        alerts = flags.setdefault(Flag(block, sender_id, pseudonym), {})
        alerts[alert_id] = min(day, alerts.get(alert_id, day))
    return _Part(newest, run, names, flags)


def _taken_in(state: LinkState, part: _Part, options: LinkOptions) -> tuple[LinkState, int, int]:
    """Give the state with what a frame holds, and what is cut as `LinkOutput` has it."""
    floor = (part.newest - days.KEPT_DAYS + 1) * DAY_MS - 1
    runs, names, flags = state.postings, state.names, state.flags
    if part.newest != state.newest:
        runs, names = postings.sweep(runs, part.newest), roster.sweep(names, floor)
        flags = _live(flags, part.newest)
    runs, crowded_out = postings.keep(runs, part.run, part.newest)
    names = roster.keep(names, part.names, floor)
    if part.flags:
        flags = {**flags, **_flags_with(flags, part.flags)}
    flags, flags_cut = _newest_flags(flags, options.max_pseudonyms)
    after, cut = _bounded(LinkState(part.newest, runs, names, flags), options.max_pseudonyms)
    return after, cut + flags_cut, crowded_out


def _bounded(state: LinkState, bound: int) -> tuple[LinkState, int]:
    """Forget names beyond the bound, with where they stand; some more, so that it is seldom done."""
    if sum(run.height for run in state.names) <= bound:
        return state, 0
    names = roster.newest(state.names, bound + 1)
    if names.height <= bound:
        return replace(state, names=(names,)), 0
    everyone = roster.newest(state.names, sum(run.height for run in state.names)).height
    names = roster.newest(state.names, max(1, int(bound * _CUT_TO)))
    known = names["who"].to_numpy()
    runs = tuple(run.at(np.isin(run.who, known)) for run in state.postings)
    return replace(state, names=(names,), postings=runs), everyone - names.height


def _newest_flags(flags: Flags, bound: int) -> tuple[Flags, int]:
    """Forget flags beyond the bound, those put longest ago; some more, so that it is seldom done."""
    if len(flags) <= bound:
        return flags, 0
    by_day = sorted(flags.items(), key=lambda flag: (max(flag[1].values()), flag[0]))
    kept = dict(by_day[-max(1, int(bound * _CUT_TO)) :])
    return kept, len(flags) - len(kept)


def _live(flags: Flags, newest: int) -> Flags:
    live = {
        flag: {alert: day for alert, day in alerts.items() if day > newest - days.KEPT_DAYS}
        for flag, alerts in flags.items()
    }
    return {flag: alerts for flag, alerts in live.items() if alerts}


def _flags_with(flags: Flags, new: Flags) -> Flags:
    """Give the flags that a frame changes, as they are then. Of an alert the earliest day counts."""
    changed = {}
    for flag, alerts in new.items():
        before = flags.get(flag, {})
        changed[flag] = {**before, **{alert: min(day, before.get(alert, day)) for alert, day in alerts.items()}}
    return changed


def _weighed(part: _Part, options: LinkOptions) -> Run:
    """Give the rows of a frame with the reach of each name."""
    reach = np.array([weighed(pseudonym, options.model).reach for pseudonym in part.names["pseudonym"]], np.float64)
    return part.run._replace(reach=reach[np.searchsorted(part.names["who"].to_numpy(), part.run.who)])


def _links(state: LinkState, part: _Part, options: LinkOptions) -> dict[str, Link]:
    """Give the links that a frame makes, by their id."""
    flags = {**state.flags, **_flags_with(state.flags, part.flags)}
    asking = part.run
    if options.told == "flagged":
        flagged = np.array(list({flag.block for flag in flags}), np.uint64)
        asking = asking.at(np.isin(asking.key & BLOCK, flagged))
    names = (*state.names, part.names)
    found = [_paired(asking, met, options) for asking, met in _met(state, part, asking, names)]
    links: dict[str, Link] = {}
    for link in _told(found, names, flags, part.newest, options):
        links[link.link_id] = _joined(links.get(link.link_id), link)
    return links


def _met(state: LinkState, part: _Part, asking: Run, names: roster.Runs) -> Iterator[tuple[Run, postings.Met]]:
    """Give whom those meet who ask, on days that are news, or because they are flagged."""
    for start in range(0, len(asking.key), ROWS_AT_ONCE):
        some = asking.at(slice(start, start + ROWS_AT_ONCE))
        known = postings.meet(state.postings, some.key)
        had = np.zeros(len(some.key), np.uint64)
        own = known.rows.who == some.who[known.asked]
        np.bitwise_or.at(had, known.asked[own], known.rows.days[own])
        news = some._replace(days=some.days & ~had)
        yield news, known
        yield news, postings.meet((part.run,), some.key)
    changed = _flags_with(state.flags, part.flags)
    touched = [flag for flag, alerts in changed.items() if alerts != state.flags.get(flag)]
    if touched:
        runs = (*state.postings, part.run)
        flagged = _standing(touched, runs, names)
        yield flagged, postings.meet(runs, flagged.key)


def _standing(flags: list[Flag], runs: tuple[Run, ...], names: roster.Runs) -> Run:
    """Give the rows on which flags are put."""
    met = postings.meet(runs, np.array([flag.block for flag in flags], np.uint64))
    people = _people(names, met.rows.who)
    chosen = [
        people[who][:2] == flags[asked][1:] if who in people else False
        for asked, who in zip(met.asked.tolist(), met.rows.who.tolist(), strict=True)
    ]
    return met.rows.at(np.array(chosen, np.bool_))


def _paired(asking: Run, met: postings.Met, options: LinkOptions) -> pl.DataFrame:
    """Give the pairs of those who ask with those they meet, where their letters and their reach let them be linked."""
    asked = met.asked
    unspelt = asking.key[asked] & UNSPELT != 0
    rows = (asking.days[asked] != 0) & (asking.who[asked] != met.rows.who)
    rows &= unspelt | alike(asking.letters[asked], met.rows.letters)
    one, other = asking.at(asked[rows]), met.rows.at(rows)
    said = declared(one.said, other.said, options.model)
    rows = np.minimum(one.reach, other.reach) + said >= needed(options.probability) - SPARE
    one, other = one.at(rows), other.at(rows)
    pairs = _Pairs(one.key & BLOCK, one.who, other.who, one.days, other.days, said[rows])
    return pl.DataFrame(pairs._asdict())


def _told(
    found: list[pl.DataFrame],
    names: roster.Runs,
    flags: Flags,
    newest: int,
    options: LinkOptions,
) -> Iterator[Link]:
    """Give the links of pairs that met: for each pair that is likely one person's, one for each day."""
    pairs = pl.concat(found) if found else pl.DataFrame()
    if pairs.is_empty():
        return
    unspelt = (pl.col("block") & int(UNSPELT)) != 0
    once = pairs.group_by("a", "b").agg(unspelt.any().alias("unspelt"), pl.col("declared").first())
    known = roster.recall(names, pl.concat([once["a"], once["b"]]).to_numpy())
    matches = {(one.a, one.b): one.match for one in likely(once, known, options.model, options.probability)}
    people = _people((known,), np.array(list(matches), np.uint64).reshape(-1))
    chosen = pl.DataFrame(list(matches), {"a": pl.UInt64, "b": pl.UInt64}, orient="row")
    likely_ones = pairs.join(chosen, on=["a", "b"]).select("block", "a", "b", "a_days", "b_days")
    for block, a, b, a_days, b_days in likely_ones.iter_rows():
        people_of_it = sorted((people[a], people[b]))
        for day in days.met(days.listed(a_days, newest), days.listed(b_days, newest)):
            one, other = (
                Side(*person, _flagged(flags.get(Flag(block, *person[:2]), {}), day)) for person in people_of_it
            )
            if options.told == "all" or one.flagged or other.flagged:
                yield Link(link_id(one[:2], other[:2], day), day, one, other, *matches[a, b])


def _people(names: roster.Runs, whos: Numbers) -> dict[int, tuple[str, str, int]]:
    """Give sender, pseudonym and `last_at` of those known, by `who`."""
    known = roster.recall(names, whos)
    rows = known.select("who", "sender_id", "pseudonym", "last_at").iter_rows()
    return {who: (sender_id, pseudonym, last_at) for who, sender_id, pseudonym, last_at in rows}


def _flagged(alerts: Mapping[str, int], day: int) -> tuple[str, ...]:
    """Give the alerts that count on a day: those of the last 30 days."""
    return tuple(sorted(alert for alert, since in alerts.items() if 0 <= day - since <= days.LIFE_DAYS))


def _joined(one: Link | None, other: Link) -> Link:
    """Give one link of two with one id, found under different keys or for different declarations."""
    if one is None:
        return other
    more = one if one.probability >= other.probability else other
    a, b = (_both(*sides) for sides in ((one.a, other.a), (one.b, other.b)))
    return Link(one.link_id, one.day, a, b, more.probability, more.parts)


def _both(one: Side, other: Side) -> Side:
    flagged = tuple(sorted({*one.flagged, *other.flagged}))
    return one._replace(last_seen_at=max(one.last_seen_at, other.last_seen_at), flagged=flagged)
