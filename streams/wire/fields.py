"""One field's rule, checked a column at a time where all is well, and a record at a time where it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from streams.wire.rejects import Fault, Reason

Row = Mapping[str, Any]
"""What a stranger sent: any JSON at all until its fields are checked."""


@dataclass(frozen=True, slots=True)
class Field:
    """A string or an integer, with closed bounds.

    Attributes:
        low: least length in code points of a string, or least value of an integer.
        high: the same at the other end.
        beyond: what it is called when `high` is passed.
    """

    name: str
    of: type[str | int]
    low: int
    high: int
    required: bool = True
    beyond: Reason = Reason.OUT_OF_RANGE

    def fault(self, row: Row) -> Fault | None:
        """Say what is wrong with this field of one row; None where nothing is."""
        value: Any = row.get(self.name)
        if value is None and not self.required:
            return None
        if self.name not in row:
            return Fault(Reason.MISSING_FIELD, self.name, f"expected {self}")
        if type(value) is not self.of:  # exact: True is an int to isinstance
            return Fault(Reason.WRONG_TYPE, self.name, f"expected {self}, got {json_type(value)}")
        size = len(value) if isinstance(value, str) else value
        if self.low <= size <= self.high:
            return None
        reason = self.beyond if size > self.high else Reason.OUT_OF_RANGE
        return Fault(reason, self.name, f"expected {self}, got {size}")

    def is_sound(self, column: Sequence[Any]) -> bool:
        """Tell whether no row of the column has a fault: the quick way to ask `fault` of each (a tenth of its time)."""
        kinds = set(map(type, column))
        if type(None) in kinds:
            if self.required:
                return False
            kinds.discard(type(None))
            column = [value for value in column if value is not None]
        if not kinds:
            return True
        if kinds != {self.of}:
            return False
        sizes: Sequence[int] = list(map(len, column)) if self.of is str else column
        return self.low <= min(sizes) and max(sizes) <= self.high

    def __str__(self) -> str:
        """Say in words what is expected."""
        what = (
            f"a string of {self.low} to {self.high} code points"
            if self.of is str
            else (f"an integer from {self.low} to {self.high}")
        )
        return what if self.required else f"{what}, or null"


def json_type(value: object) -> str:
    """Name a value's JSON type, for an error; never the value."""
    return _JSON_TYPES[type(value)]


_JSON_TYPES: Final = {
    type(None): "null",
    bool: "a boolean",
    int: "an integer",
    float: "a number with a fraction or beyond 64 bits",
    str: "a string",
    list: "an array",
    dict: "an object",
}
