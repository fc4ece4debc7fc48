"""Finds hand-offs: someone gives, asks for, or proposes moving to a contact elsewhere, in whatever disguise.

`read` reads one message in the light of what its talk remembers. `suspects` and `may_answer` are the cheap tests on
whole columns that keep it from messages in which it could find nothing.
"""

from __future__ import annotations

import polars as pl

from processors.handoff.reading import Reading, read
from processors.handoff.talk import Line, Talk

__all__ = ["Line", "Reading", "Talk", "may_answer", "read", "suspects"]


def suspects(text: pl.Series) -> pl.Series:
    """Tell, for each text, whether `read` could find or remember anything in it with an empty `Talk`."""
    return text.str.contains(r"\S")


def may_answer(text: pl.Series) -> pl.Series:
    """Tell, for each text, whether `read` could find or remember more in it when its talk remembers something."""
    return text.str.contains(r"\S")
