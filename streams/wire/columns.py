"""Rows to columns, with the faulty rows set apart: all at once where all is well, one by one where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from streams.wire.fields import Field, Row
from streams.wire.rejects import Fault, Record, Reject


class Columns(NamedTuple):
    """The sound rows' columns, with `offset` and `logged_at` (`sent_at` in a file), and the other rows' rejects."""

    columns: dict[str, list[Any]]
    rejects: list[Reject]


def columns_of(
    records: Sequence[Record],
    rows: Sequence[Row],
    fields: Sequence[Field],
    fault_of: Callable[[Row, Record], Fault | None],
    all_sound: Callable[[dict[str, list[Any]]], bool] = lambda _: True,
) -> Columns:
    """Give the columns of `fields`.

    Args:
        records: what the rows were parsed from, one each.
        fields: holds one named `sent_at`.
        fault_of: the plain reference: what is wrong with one row, its fields included.
        all_sound: whether, all fields being sound, no row has any other fault that `fault_of` would find.
    """
    columns = _gather(records, rows, fields)
    if all(field.is_sound(columns[field.name]) for field in fields) and all_sound(columns):
        return Columns(columns, [])
    faults = [fault_of(row, record) for row, record in zip(rows, records, strict=True)]
    sound = [index for index, fault in enumerate(faults) if fault is None]
    rejects = [Reject(record, fault) for record, fault in zip(records, faults, strict=True) if fault]
    return Columns(_gather([records[index] for index in sound], [rows[index] for index in sound], fields), rejects)


def first_fault(row: Row, fields: Sequence[Field]) -> Fault | None:
    """Give the first fault of a row, in the order of the fields."""
    return next((fault for field in fields if (fault := field.fault(row))), None)


def _gather(records: Sequence[Record], rows: Sequence[Row], fields: Sequence[Field]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {field.name: [row.get(field.name) for row in rows] for field in fields}
    columns["offset"] = [record.offset for record in records]
    logged_at = [record.timestamp for record in records]
    if None in logged_at:
        pairs = zip(logged_at, columns["sent_at"], strict=True)
        columns["logged_at"] = [sent_at if at is None else at for at, sent_at in pairs]
    else:
        columns["logged_at"] = logged_at
    return columns
