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
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from processors.handoff import model, reading
from processors.handoff import text as texts
from processors.handoff.lexicon import CUES
from processors.handoff.talk import Line, Talk

WEIGHTS_FILE: Final = Path(model.__file__).with_name("weights.json")
PRIORS: Final = tomllib.loads(Path(__file__).with_name("handoff_priors.toml").read_text(encoding="utf-8"))
ROUNDS: Final = 3
TRIFLE: Final = 0.005  # a weight below this is not written
STEPS: Final = 25
RIDGE: Final = {"ask": 2.0, "move": 2.0, "give": 1.0}  # strength of the pull of each weight to its prior
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
        parsed = reading._parse(texts.read(line.text), line, memory)  # noqa: SLF001 - the fit looks inside the detector that it fits
        if parsed is not None:
            decided = reading._decide(parsed, line, memory)  # noqa: SLF001 - as above
            for give in decided.proposed:
                found["give"].append(
                    Example(_named(give.zones, give.features), _gives(marks, give.app, give.contact.value))
                )
            for _, point, _ in decided.wants:
                for intent in ("ask", "move"):
                    right = any(m["intent"] == intent and m["app"] in {point.app, "other"} for m in marks)
                    right = right or (intent == "move" and _is_riddle(marks, point.app, decided))
                    found[intent].append(Example(_named(point.place.zones, point.features), right))
        _, memory = reading.read(line, memory, MEMORY_MS)
    return found


def _is_riddle(marks: list[dict[str, Any]], app: str, decided: reading.Decision) -> bool:
    """Whether a contact on this app is given so that nobody can read it off: then it is told as a move at least."""
    given = [mark["handle"].casefold().lstrip("@") for mark in marks if mark["intent"] == "give" and mark["app"] == app]
    return bool(given) and not {give.contact.value for give in decided.proposed} & set(given)


def _gives(marks: list[dict[str, Any]], app: str, handle: str) -> bool:
    return any(
        m["intent"] == "give"
        and m["handle"].casefold().lstrip("@") == handle.casefold()
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


def fit(rows: list[Example], ridge: float, prior: dict[str, float]) -> dict[str, float]:
    """Fit a logistic model whose weights are pulled to `prior`, by Newton's method, each step as long as it helps."""
    names = sorted({name for row in rows for name in row.features} | (prior.keys() - {"bias"}))
    place = {name: at for at, name in enumerate(names, 1)}
    inputs = np.zeros((len(rows), len(names) + 1))
    inputs[:, 0] = 1.0
    for at, row in enumerate(rows):
        for name in row.features:
            inputs[at, place[name]] += 1.0
    right = np.array([float(row.right) for row in rows])
    pull = np.full(len(names) + 1, ridge)
    expected = np.array([prior.get("bias", 0.0), *(prior.get(name, 0.0) for name in names)])
    weights = expected.copy()

    def loss(at: np.ndarray) -> float:
        odds = inputs @ at
        return float(np.sum(np.logaddexp(0.0, odds) - right * odds) + pull @ (at - expected) ** 2 / 2)

    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (chance - right) + pull * (weights - expected)
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        before = loss(weights)
        while loss(weights - step) > before and float(np.abs(step).max()) >= TRIFLE / 10:
            step /= 2
        weights -= step
        if float(np.abs(step).max()) < TRIFLE / 10:
            break
    table = {name: round(float(weights[at]), 3) for name, at in place.items() if abs(weights[at]) >= TRIFLE}
    return {"bias": round(float(weights[0]), 3), **table}


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
        tables = {name: fit(rows[name], RIDGE[name], PRIORS[name]) for name in model.MODELS}
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
