"""Fits the weights of the hand-off models to labelled conversations, and writes `processors/handoff/weights.json`.

    python -m benchmarks.fit_handoffs FILE.jsonl... [--hold-out 4] [--write]

A file holds a conversation a line, as in `tests/cases/handoffs/`. Every place that the detector proposes is an example,
right where the labels say the same of it. The talk's memory depends on the weights, so proposals and weights are worked
out in turn, a few rounds. The same files give the same weights: there is no random number in it. It takes a minute.

With `--hold-out 4` every fourth conversation of each file is left out of the fit, so that it can be scored honestly.
"""

from __future__ import annotations

import argparse
import json
from hashlib import sha256
from math import exp, sqrt
from pathlib import Path
from typing import Any, Final, NamedTuple

from processors.handoff import model, reading
from processors.handoff.lexicon import CUES
from processors.handoff.talk import Line, Talk

WEIGHTS_FILE: Final = Path(model.__file__).with_name("weights.json")
ROUNDS: Final = 3
TRIFLE: Final = 0.005  # a weight below this is not written
STEPS: Final = 250
RIDGE: Final = {"ask": 1.0, "move": 1.0, "give": 1.0}  # strength of the pull of each weight towards 0
STEP_MS: Final = 15_000
MEMORY_MS: Final = 1_800_000


class Example(NamedTuple):
    """The features of a place, and whether what was proposed of it is right."""

    features: tuple[str, ...]
    right: bool


def conversations(path: Path, hold_out: int) -> list[dict[str, Any]]:
    """Read a file, without the conversations that are held out."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for number, row in enumerate(rows) if not hold_out or number % hold_out != hold_out - 1]


def lines(talk: dict[str, Any]) -> list[Line]:
    """Give the messages of a labelled conversation as the detector takes them."""
    return [
        Line(f"{talk['id']}:{at}", message["from"], None, message["text"], None, "75011", at * STEP_MS, at * STEP_MS)
        for at, message in enumerate(talk["messages"])
    ]


def examples(talk: dict[str, Any]) -> dict[str, list[Example]]:
    """Let the detector propose, and compare with the labels."""
    found: dict[str, list[Example]] = {name: [] for name in model.MODELS}
    memory = Talk()
    for at, line in enumerate(lines(talk)):
        marks = [mark for mark in talk["expect"] if mark["message"] == at]
        memory = memory.live(line, MEMORY_MS)
        parsed = reading._parse(line, memory)  # noqa: SLF001 - the fit looks inside the detector that it fits
        if parsed is not None:
            decided = reading._decide(parsed, line, memory)  # noqa: SLF001 - as above
            for give in decided.proposed:
                found["give"].append(
                    Example(_named(give.zones, give.features), _gives(marks, give.app, give.contact.value))
                )
            for _, point, _ in decided.wants:
                for intent in ("ask", "move"):
                    right = any(m["intent"] == intent and m["app"] in {point.app, "other"} for m in marks)
                    found[intent].append(Example(_named(point.place.zones, point.features), right))
        _, memory = reading.read(line, memory, MEMORY_MS)
    return found


def _gives(marks: list[dict[str, Any]], app: str, handle: str) -> bool:
    return any(
        m["intent"] == "give"
        and m["handle"].casefold() == handle
        and (
            m["app"] in {app, "other"}
            or (handle[0] == "+" and {m["app"], app} <= {"phone", "whatsapp", "telegram", "signal"})
        )
        for m in marks
    )


def _named(zones: tuple[int, ...], features: list[str]) -> tuple[str, ...]:
    cues = [
        f"{zone}:{cue}"
        for zone, mask in zip(model.ZONES, zones, strict=True)
        for place, cue in enumerate(CUES)
        if mask >> place & 1
    ]
    return (*cues, *features)


def fit(rows: list[Example], ridge: float) -> dict[str, float]:
    """Fit a logistic model with a ridge, by gradient descent with a step of its own for each weight."""
    names = sorted({name for row in rows for name in row.features})
    place = {name: at for at, name in enumerate(names)}
    inputs = [([place[name] for name in row.features], 1.0 if row.right else 0.0) for row in rows]
    weights, bias = [0.0] * len(names), 0.0
    squares, bias_square = [1e-6] * len(names), 1e-6
    for _ in range(STEPS):
        slopes, bias_slope = [ridge * weight for weight in weights], 0.0
        for at, right in inputs:
            total = bias
            for index in at:
                total += weights[index]
            error = 1 / (1 + exp(-max(min(total, 30.0), -30.0))) - right
            bias_slope += error
            for index in at:
                slopes[index] += error
        for index, slope in enumerate(slopes):
            squares[index] += slope * slope
            weights[index] -= 0.5 * slope / sqrt(squares[index])
        bias_square += bias_slope * bias_slope
        bias -= 0.5 * bias_slope / sqrt(bias_square)
    table = {name: round(weight, 3) for name, weight in zip(names, weights, strict=True) if abs(weight) >= TRIFLE}
    return {"bias": round(bias, 3), **table}


def main() -> None:
    """Fit and, where asked, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--hold-out", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    talks = [talk for path in options.files for talk in conversations(path, options.hold_out)]
    tables: dict[str, dict[str, float]] = {}
    for number in range(ROUNDS):
        rows: dict[str, list[Example]] = {name: [] for name in model.MODELS}
        for talk in talks:
            for name, found in examples(talk).items():
                rows[name] += found
        tables = {name: fit(rows[name], RIDGE[name]) for name in model.MODELS}
        for name, table in tables.items():
            model.WEIGHTS[name] = model.Weights(table)
            print(f"round {number}: {name}: {len(rows[name])} places, {sum(row.right for row in rows[name])} right")
    if options.write:
        made_from = {
            path.name: {"sha256": sha256(path.read_bytes()).hexdigest()[:16], "held out": options.hold_out}
            for path in options.files
        }
        text = json.dumps(
            {"made by": "benchmarks/fit_handoffs.py", "from": made_from, "models": tables}, indent=1, ensure_ascii=False
        )
        WEIGHTS_FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
