"""Finds hand-offs: someone gives, asks for, or proposes moving to a contact elsewhere, in whatever disguise.

`read` reads one message in the light of what its talk remembers. `signs`, of which `suspects` is the short form, and
`may_answer` are the cheap tests on whole columns that keep it from messages in which it could find nothing.
"""

from __future__ import annotations

from processors.handoff.reading import Reading, read
from processors.handoff.sieve import may_answer, signs, suspects
from processors.handoff.talk import Line, Talk

__all__ = ["Line", "Reading", "Talk", "may_answer", "read", "signs", "suspects"]
