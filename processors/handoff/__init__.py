"""Finds hand-offs: someone gives, asks for, or proposes moving to a contact elsewhere, in whatever disguise.

`read` reads one message in the light of what its talk remembers. `suspects` and `may_answer` are the cheap tests on
whole columns that keep it from messages in which it could find nothing.
"""

from __future__ import annotations

import polars as pl

from processors.handoff import age_gate, sieve
from processors.handoff.reading import Reading, read
from processors.handoff.sieve import may_answer
from processors.handoff.talk import Line, Talk

__all__ = ["Line", "Reading", "Talk", "may_answer", "read", "suspects"]


def suspects(text: pl.Series) -> pl.Series:
    """Tell of each message whether `read` could find or remember anything in it with an empty `Talk`; null for null."""
    plain = sieve.normalised(text)
    return sieve.suspects(text) | age_gate.suspects(plain) | age_gate.may_ask(plain)
