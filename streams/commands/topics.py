"""`tocsin topics create | list | check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.commands.output import say, say_json, say_table
from streams.errors import TopicError
from streams.topics import create, differences, states, table

if TYPE_CHECKING:
    from streams.settings import Settings


def run_create(settings: Settings, *, as_json: bool) -> None:
    """Make what isn't there, and say of each topic whether it was."""
    made = create(settings.kafka, table(settings.topics))
    if as_json:
        say_json(row._asdict() for row in made)
    else:
        say("\n".join(f"{row.name} {'made' if row.is_new else 'was there'}" for row in made))


def run_list(settings: Settings, *, as_json: bool) -> None:
    """Print each topic as it is on the cluster, with what its key and order are for."""
    specs = table(settings.topics)
    found = {state.name: state for state in states(settings.kafka, [spec.name for spec in specs])}
    if as_json:
        say_json(
            {
                "role": spec.role,
                "name": spec.name,
                "key": spec.key,
                "ordering": spec.ordering,
                "found": found[spec.name]._asdict() if spec.name in found else None,
            }
            for spec in specs
        )
        return
    rows = []
    for spec in specs:
        state = found.get(spec.name)
        shown = ("missing", "", "", "")
        if state is not None:
            config = (state.config["cleanup.policy"], state.config["retention.ms"])
            shown = (str(state.partitions), str(state.replication), *config)
        rows.append((spec.name, *shown, spec.key, spec.ordering))
    say_table(("topic", "partitions", "copies", "cleanup", "retention ms", "key", "what its order buys"), rows)


def run_check(settings: Settings, *, as_json: bool) -> None:
    """Say where topics are not as the settings want them, and what mends it.

    Raises:
        TopicError: some are not; with `as_json` the differences were printed.
    """
    specs = table(settings.topics)
    told = differences(specs, states(settings.kafka, [spec.name for spec in specs]))
    if as_json:
        say_json(row._asdict() for row in told)
    elif not told:
        say(f"{len(specs)} topics are as they should be")
    if told:
        lines = (f"{row.topic}: {row.what}: expected {row.expected}, found {row.found}; {row.mend}" for row in told)
        raise TopicError("\n".join(lines))
