"""`tocsin explain`: why two pseudonyms are, or are not, one person's: the parts of the log-odds, each with a bar."""

from __future__ import annotations

from typing import Final

from processors.pseudonym.comparison import compare, profile
from processors.pseudonym.model import read
from processors.pseudonym.probability import match
from streams.commands.output import say, say_json, say_table

MEANING: Final = {
    "prior": "before anything is compared",
    "form": "how one name could have been made from the other",
    "words": "whole words in both",
    "digits": "digits",
    "affixes": "endings such as away, bis, officiel",
    "shared": "rarity of what both have, in bits",
    "conflict": "what each has that the other lacks, in bits",
    "surplus": "what only one has beyond that, in bits",
    "cover": "share of both names that is in both",
    "opening": "first letters in common",
    "letters": "letters of the shorter name",
    "likeness": "Jaro-Winkler similarity, 0 to 1",
}
_UNIT: Final = 0.5  # log-odds of one block of a bar
_LONGEST: Final = 20  # blocks


def run_explain(a: str, b: str, model_path: str, *, as_json: bool) -> None:
    """Print the probability and its parts: a table for people, one JSON object in a list for programs."""
    model = read(model_path)
    one, other = profile(a, model.rarity), profile(b, model.rarity)
    found = match(one, other, model)
    if as_json:
        say_json([{"a": a, "b": b, "probability": found.probability, "parts": found.parts, "model": model.name}])
        return
    values = compare(one, other)._asdict()
    rows = [
        (part, _value(values.get(part, "")), f"{log_odds:+.2f}", bar(log_odds), MEANING.get(part, ""))
        for part, log_odds in found.parts.items()
    ]
    total = sum(found.parts.values())
    say_table(("part", "value", "log-odds", "", "meaning"), [*rows, ("sum", "", f"{total:+.2f}", bar(total), "")])
    say(
        f"\nprobability {found.probability:.3f} that one person made both (model {model.name}, version {model.version})"
    )


def bar(log_odds: float) -> str:
    """Draw log-odds: blocks to the right of the middle line speak for one person, to the left against."""
    blocks = min(_LONGEST, round(abs(log_odds) / _UNIT))
    half = _LONGEST // 2
    left, right = ("█" * min(blocks, half), "") if log_odds < 0 else ("", "█" * min(blocks, half))
    return f"{left:>{half}}│{right:<{half}}"


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value).replace("_", " ")
