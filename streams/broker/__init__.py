"""Apache Kafka that comes along: one real broker on loopback, from PyPI packages alone.

The same broker serves `tocsin broker`, the demo, the tests and the benchmarks. It needs the extra `broker`.
"""

from __future__ import annotations

from streams.broker.process import Broker

__all__ = ["Broker"]
