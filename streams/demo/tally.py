"""What the demo has sent against what came back: pure, so that it can be tested with no broker.

It knows what was lost and missed because it knows what was sent. Latency counts from the time at which a message was
due to be sent, not from when it was: a feed that falls behind hides nothing.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final, NamedTuple

from streams.demo.town import Incident, Post

SHOWN: Final = 8
"""Alerts that the screen shows."""


class Found(NamedTuple):
    """An alert that came back, `after_ms` after the message that it came of was due."""

    rule: str
    severity: str
    reached_at: int
    after_ms: int
    summary: str


class Recall(NamedTuple):
    """Of one rule's incidents: how many were complete, and how many of those were found."""

    complete: int
    found: int


@dataclass(slots=True)
class Tally:
    """Counts in; `recalls`, `lost`, `percentile` and `is_well` out."""

    sent: int = 0
    broken: int = 0
    processed: int = 0
    rejected: int = 0
    complete: set[Incident] = field(default_factory=set)
    found: set[Incident] = field(default_factory=set)
    after_ms: list[int] = field(default_factory=list)
    last: deque[Found] = field(default_factory=lambda: deque(maxlen=SHOWN))

    def count_sent(self, posts: Sequence[Post]) -> None:
        self.sent += len(posts)
        self.broken += sum(post.message is None for post in posts)
        self.complete |= {post.completes for post in posts if post.completes}

    def count_alert(self, alert: Mapping[str, Any], now: int) -> None:
        """Take in an alert, as `chat.alerts` carries it, that came at `now`, in Unix ms."""
        after_ms = now - alert["reached_at"]
        self.found.add(Incident(alert["rule"], alert["subject"]["value"]))
        self.after_ms.append(after_ms)
        self.last.append(Found(alert["rule"], alert["severity"], alert["reached_at"], after_ms, alert["summary"]))

    @property
    def lag(self) -> int:
        """Messages sent and not yet processed or rejected."""
        return self.sent - self.processed

    def missed(self) -> set[Incident]:
        return self.complete - self.found

    def recalls(self) -> dict[str, Recall]:
        """Give the recall of each rule, by its name."""
        complete = Counter(incident.rule for incident in self.complete)
        found = Counter(incident.rule for incident in self.complete & self.found)
        return {rule: Recall(complete[rule], found[rule]) for rule in sorted(complete)}

    def percentile(self, share: float) -> int | None:
        """Give the least time in ms within which this share of the alerts came, 0 < share <= 1; None with no alert."""
        ordered = sorted(self.after_ms)
        return ordered[ceil(share * len(ordered)) - 1] if ordered else None

    def is_well(self) -> bool:
        """Tell whether nothing was lost, nothing good rejected, and no incident missed."""
        return self.lag == 0 and self.rejected == self.broken and not self.missed()
