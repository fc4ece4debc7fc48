"""Finds hand-offs: someone gives, asks for, or proposes moving to a contact elsewhere, in whatever disguise.

`read` reads one message in the light of what its talk remembers. `suspects` and `may_answer` are the cheap tests on
whole columns that keep it from messages in which it could find nothing; `signs_in` and `answers_in` are the same of a
column that was `normalised` once for both.
"""

from __future__ import annotations

from processors.handoff.reading import Reading, read
from processors.handoff.sieve import answers_in, may_answer, normalised, signs_in, suspects
from processors.handoff.talk import Line, Talk

__all__ = ["Line", "Reading", "Talk", "answers_in", "may_answer", "normalised", "read", "signs_in", "suspects"]
