"""How well hand-offs are found in labelled talks: precision and recall by family, language, app and intent.

    python -m benchmarks.bench_handoffs [FILE.jsonl...] [--errors] [--json]

A file holds a talk a line, with what a careful moderator would mark in it: `tests/cases/README.md` says how, and its
files are measured where none is named. Talks go through the scan stage as a worker runs it, sieve, memory of the talk
and default thresholds included. Last comes how honest the confidence is, over everything above the detectors' floor.
`--errors` names the talk and message of each mark that was missed and each claim that is false, never their text.

The project's own cases are what its detectors were made with: on them the figures say whether a change broke something.
How well it does in your rooms only talks of your rooms can say, marked by somebody who has not seen what it finds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson
import polars as pl

from benchmarks import judging, report
from benchmarks.bench_pipeline import commit
from benchmarks.judging import Talk, Told
from processors.records import MESSAGES, HandOff, Signal
from processors.scan import ScanOptions, ScanState, step

CASES: Final = Path(__file__).parents[1] / "tests" / "cases" / "handoffs"
AT_ONCE: Final = 200  # talks of a slice
STEP_MS: Final = 15_000  # between two messages of a talk
START_AT: Final = 1_750_000_000_000
POSTCODE: Final = "75011"
EVERYTHING: Final = ScanOptions(threshold=0.0, thresholds={})


class CaseError(ValueError):
    """A line of a file is no labelled talk: names the file, the line and what was expected."""


def main() -> None:
    """Measure, and print tables or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="labelled talks, JSON Lines")
    parser.add_argument("--errors", action="store_true", help="name what was missed and what is false")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    try:
        rows = [row for path in chosen.files or sorted(CASES.glob("*.jsonl")) for row in talks_of(path)]
    except (CaseError, OSError) as error:
        sys.exit(str(error))
    everything = read(rows)
    told = [talk._replace(claims=tuple(filter(passes, talk.claims))) for talk in everything]
    tables = measured(told)
    bins = judging.calibration(everything)
    about = report.about(commit(), os.cpu_count() or 1) | {"talks": len(told)}
    if chosen.json:
        print(json.dumps({"about": about, "tables": tables, "calibration": bins}))
        return
    for name, lines in tables.items():
        print(f"== {name}\n{report.table(lines)}\n")
    by_bin, by_claim = judging.off(bins)
    print(
        f"== confidence\n{report.table(bins)}\noff by {by_bin:.3f} over the bins, by {by_claim:.3f} over the claims\n"
    )
    if chosen.errors:
        print("\n".join(errors(told)), "\n")
    print(about)


def talks_of(path: Path) -> list[dict[str, Any]]:
    """Read a file of labelled talks.

    Raises:
        CaseError: a line is none; the text tells its number and what was expected, never what it holds.
    """
    lines = enumerate(path.read_bytes().splitlines(), 1)
    return [_talk(f"{path}, line {number}", line) for number, line in lines if line.strip()]


def _talk(where: str, line: bytes) -> dict[str, Any]:
    try:
        row = orjson.loads(line)
        marks = [Told(m["message"], m["intent"], m["app"], m["handle"]) for m in row["expect"]]
        said = [(m["from"], m["text"]) for m in row["messages"]]
        names = {"id": row["id"], "lang": row["lang"], "family": row["family"]}
    except orjson.JSONDecodeError as error:
        raise CaseError(f"{where}: no JSON at column {error.colno}; tests/cases/README.md shows a line") from None
    except (KeyError, TypeError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else "has a field of another type"
        raise CaseError(f"{where}: {what}; tests/cases/README.md shows a line") from None
    return {**names, "marks": marks, "said": said}


def read(rows: list[dict[str, Any]]) -> list[Talk]:
    """Let the scan stage read talks, and give each with all that it claims, however unsure."""
    found: dict[str, list[Signal]] = {}
    state, left = ScanState(), iter(enumerate(rows))
    while part := list(islice(left, AT_ONCE)):
        state, output = step(state, frame(part), EVERYTHING)
        for signal in output.signals:
            found.setdefault(signal.message.conversation_id, []).append(signal)
    return [
        Talk(row["id"], row["lang"], row["family"], tuple(row["marks"]), tuple(_claims(found.get(str(place), []))))
        for place, row in enumerate(rows)
    ]


def _claims(signals: list[Signal]) -> list[Told]:
    return [
        Told(int(signal.message.message_id.rpartition(":")[2]), one.intent, one.app, one.handle, one.confidence)
        for signal in signals
        if isinstance(one := signal.finding, HandOff)
    ]


def frame(part: list[tuple[int, dict[str, Any]]]) -> pl.DataFrame:
    """Lay talks out as MESSAGES, each by itself, between two grown people of the same town."""
    lines: list[list[object]] = []
    for place, row in part:
        people = list(dict.fromkeys(sender for sender, _ in row["said"]))
        for at, (sender, text) in enumerate(row["said"]):
            other = next((one for one in people if one != sender), None)
            line = {
                "offset": len(lines), "message_id": f"{place}:{at}", "conversation_id": str(place), "text": text,
                "sent_at": START_AT + at * STEP_MS, "logged_at": START_AT + at * STEP_MS,
                "sender_id": f"{place}-{sender}", "sender_pseudonym": f"membre {place} {sender}", "sender_age": 30,
                "sender_postcode": POSTCODE, "recipient_id": f"{place}-{other}" if other else None, "recipient_age": 31,
            }  # fmt: skip
            lines.append([line.get(name) for name in MESSAGES])
    return pl.DataFrame(lines, schema=MESSAGES, orient="row")


def passes(claim: Told) -> bool:
    """Tell whether a claim reaches the default threshold of private talk."""
    found = HandOff(claim.intent, claim.app, claim.handle, claim.confidence, ())  # type: ignore[arg-type] # an intent
    return ScanOptions().lets_pass(found, in_room=False)


def measured(talks: list[Talk]) -> dict[str, list[dict[str, Any]]]:
    """Give the tables by their names: of whole talks by family, then of hand-offs by all that tells them apart."""
    return {
        "talks, by family": judging.by_talk(talks, "family", lambda talk: talk.family),
        "hand-offs, by family": judging.table(talks, "family", lambda verdict: verdict.talk.family),
        "hand-offs, by language": judging.table(talks, "language", lambda verdict: verdict.talk.lang),
        "hand-offs, by app": judging.table(talks, "app", lambda verdict: verdict.told.app),
        "hand-offs, by intent": judging.table(talks, "intent", lambda verdict: verdict.told.intent),
    }


def errors(talks: list[Talk]) -> list[str]:
    """Give a line for each mark that was missed and each claim that is false."""
    return [
        f"{verdict.sort:8}{talk.name}, message {verdict.told.message}: {verdict.told.intent} {verdict.told.app}"
        for talk in talks
        for verdict in judging.verdicts(talk)
        if verdict.sort != "right"
    ]


if __name__ == "__main__":
    main()
