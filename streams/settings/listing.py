"""All settings as a list, for people (a TOML file that explains itself) and for programs."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import SecretStr

from streams.settings.load import Leaf, Settings, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MASK: Final = "********"

_UNITS: Final = frozenset({"ms", "bytes", "records", "slices", "partitions", "talks", "facts", "pseudonyms", "threads"})


class Row(NamedTuple):
    """One setting. `default` and `value` are fit for JSON; a secret that is set shows as a mask."""

    name: str
    variable: str
    unit: str
    type: str
    default: object
    value: object
    effect: str


def listed(settings: Settings) -> list[Row]:
    """Give every setting with its present value, in the order of `streams.settings.fields`."""
    defaults = Settings()
    return [
        Row(
            leaf.name,
            leaf.variable,
            _unit(leaf),
            _type(leaf.field.annotation),
            _value(defaults, leaf),
            _value(settings, leaf),
            leaf.field.description or "",
        )
        for leaf in leaves()
    ]


def as_toml(rows: Sequence[Row]) -> str:
    """Write the rows as a settings' file: what has no value, or is a secret, stands there as a comment."""
    return "\n".join(_toml_lines(rows)) + "\n"


def _toml_lines(rows: Sequence[Row]) -> Iterator[str]:
    section = ""
    for row in rows:
        group, _, name = row.name.rpartition(".")
        if group != section:
            section = group
            yield from ("", f"[{group}]")
        kind = f"{row.type}, {row.unit}" if row.unit else row.type
        default = "" if row.default is None else f"; default {_toml(row.default)}"
        yield f"# {row.effect} ({kind}{default}; {row.variable})"
        yield f"# {name} =" if row.value in (None, MASK) else f"{name} = {_toml(row.value)}"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)  # numbers, booleans and strings are written alike in both


def _value(settings: Settings, leaf: Leaf) -> object:
    value: Any = settings
    for part in leaf.name.split("."):
        value = getattr(value, part)
    if isinstance(value, SecretStr):
        return MASK
    return value if value is None or isinstance(value, (bool, int, float, dict)) else str(value)


def _unit(leaf: Leaf) -> str:
    if leaf.field.annotation is float:
        return "probability, 0 to 1"
    words = leaf.name.rpartition(".")[2].split("_")
    return next((word for word in words if word in _UNITS), "")


def _type(annotation: Any) -> str:  # noqa: ANN401 - an annotation may be anything
    if get_origin(annotation) is Literal:
        return " | ".join(map(str, get_args(annotation)))
    if get_origin(annotation) in (Union, types.UnionType):
        return " or ".join(_type(part) for part in get_args(annotation))
    names = {int: "whole number", float: "number", str: "text", SecretStr: "secret", types.NoneType: "none"}
    return names.get(annotation) or ("table" if get_origin(annotation) is Mapping else "file")
