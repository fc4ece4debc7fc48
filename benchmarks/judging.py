"""What labelled talks say of a detector: precision and recall by any group, and how honest its confidence is; pure.

A *mark* is what a careful moderator would tell of a talk, a *claim* what the detector tells. They are one where
message, intent and contact are the same, and each counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

BINS: Final = 10
_DIALLED: Final = frozenset({"phone", "whatsapp", "telegram", "signal"})


class Told(NamedTuple):
    """A mark or a claim; `message` counts the messages of a talk from 0, `confidence` is 0 to 1 (of a mark 1)."""

    message: int
    intent: str
    app: str
    handle: str | None
    confidence: float = 1.0


class Talk(NamedTuple):
    """A labelled talk, what is to be told of it and what was."""

    name: str
    lang: str
    family: str
    marks: tuple[Told, ...]
    claims: tuple[Told, ...]


class Verdict(NamedTuple):
    """A mark or a claim with its talk: `right` where both are there, `missed` a mark alone, `false` a claim alone."""

    talk: Talk
    told: Told
    sort: str


def verdicts(talk: Talk) -> Iterator[Verdict]:
    """Give each mark once, right or missed, and each claim that is none, false; the surest claims are taken first."""
    left = sorted(talk.claims, key=lambda claim: -claim.confidence)
    for mark in talk.marks:
        claim = next((claim for claim in left if is_same(mark, claim)), None)
        if claim is None:
            yield Verdict(talk, mark, "missed")
        else:
            left.remove(claim)
            yield Verdict(talk, mark._replace(confidence=claim.confidence), "right")
    yield from (Verdict(talk, claim, "false") for claim in left)


def is_same(mark: Told, claim: Told) -> bool:
    """Tell whether a claim says what a mark says. A mark's app `other` is any app, and a number is one on any app."""
    if (mark.message, mark.intent) != (claim.message, claim.intent):
        return False
    if mark.intent == "give" and _typed(mark.handle) != _typed(claim.handle):
        return False
    dialled = bool(mark.handle) and str(mark.handle).startswith("+") and {mark.app, claim.app} <= _DIALLED
    return mark.app in {claim.app, "other"} or dialled


def _typed(handle: str | None) -> str:
    return (handle or "").casefold().lstrip("@")


def table(talks: Sequence[Talk], what: str, group: Callable[[Verdict], str]) -> list[dict[str, Any]]:
    """Give a row for each group of verdicts, in the order of their names, and one for all.

    Ratios are None where there is nothing to divide by: no claim (precision), no mark (recall).
    """
    rows: dict[str, dict[str, int]] = {}
    for verdict in [verdict for talk in talks for verdict in verdicts(talk)]:
        for name in (group(verdict), "all"):
            row = rows.setdefault(name, {"right": 0, "false": 0, "missed": 0})
            row[verdict.sort] += 1
    ordered = sorted(rows, key=lambda name: (name == "all", name))
    return [{what: name, **_ratios(rows[name]), **rows[name]} for name in ordered]


def by_talk(talks: Sequence[Talk], what: str, group: Callable[[Talk], str]) -> list[dict[str, Any]]:
    """Give a row for each group of talks and one for all, where a talk is right if claims were made just where due."""
    rows: dict[str, dict[str, int]] = {}
    for talk in talks:
        sort = {(True, True): "right", (False, True): "false", (True, False): "missed"}.get(
            (bool(talk.marks), bool(talk.claims)), "rightly silent"
        )
        for name in (group(talk), "all"):
            row = rows.setdefault(name, {"talks": 0, "right": 0, "false": 0, "missed": 0, "rightly silent": 0})
            row[sort] += 1
            row["talks"] += 1
    ordered = sorted(rows, key=lambda name: (name == "all", name))
    return [{what: name, **_ratios(rows[name]), **rows[name]} for name in ordered]


def _ratios(counts: Mapping[str, int]) -> dict[str, float | None]:
    right, false, missed = counts["right"], counts["false"], counts["missed"]
    return {
        "precision": right / (right + false) if right + false else None,
        "recall": right / (right + missed) if right + missed else None,
        "F1": 2 * right / (2 * right + false + missed) if right + false + missed else None,
    }


def calibration(talks: Sequence[Talk]) -> list[dict[str, Any]]:
    """Give of each tenth of confidence that has claims how many were right; closed below, the last one above, too."""
    told = [v for talk in talks for v in verdicts(talk) if v.sort != "missed"]
    rows = []
    for place in range(BINS):
        inside = [v for v in told if min(int(v.told.confidence * BINS), BINS - 1) == place]
        if inside:
            mean = sum(v.told.confidence for v in inside) / len(inside)
            share = sum(v.sort == "right" for v in inside) / len(inside)
            bounds = f"{place / BINS:.1f} to {(place + 1) / BINS:.1f}"
            rows.append(
                {"confidence": bounds, "claims": len(inside), "mean": mean, "right": share, "off": abs(mean - share)}
            )
    return rows


def off(rows: Iterable[Mapping[str, Any]]) -> tuple[float, float]:
    """Give how far confidence is off on average, over the bins of `calibration` and over their claims; 0 with none."""
    rows = list(rows)
    claims = sum(row["claims"] for row in rows)
    if not claims:
        return 0.0, 0.0
    return sum(row["off"] for row in rows) / len(rows), sum(row["off"] * row["claims"] for row in rows) / claims
