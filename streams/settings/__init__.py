"""All that an operator may set: `TOCSIN_…` variables over a TOML file over defaults, in one frozen object."""

from __future__ import annotations

from streams.settings.fields import Kafka, Log, Topics, Worker
from streams.settings.listing import Row, as_toml, listed
from streams.settings.load import Settings, load

__all__ = ["Kafka", "Log", "Row", "Settings", "Topics", "Worker", "as_toml", "listed", "load"]
