"""The pipeline on one page: each stage from its topic to its outputs, and the agent around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from processors import link, scan, sightings, windows
from processors.alerts import Alert
from processors.memory import held
from processors.pseudonym.model import Model, read
from streams.edge import Edge
from streams.sender import Outgoing
from streams.settings import Settings
from streams.slices import slices
from streams.stages import Made, Stage
from streams.transport import BatchApp
from streams.wire import alerts, facts, messages, signals
from streams.wire import sightings as wire
from streams.wire.headers import headers_of
from streams.wire.rejects import Fault, Reason, Record, Reject


def scan_stage(settings: Settings) -> Stage[scan.ScanState, scan.ScanOutput]:
    """Give the stage that reads text: raw messages in, signals and sightings out."""
    chosen = settings.scan
    own: dict[tuple[str, str], float] = {
        (app, intent): least for app, table in chosen.thresholds.items() for intent, least in table.items()
    }
    options = scan.ScanOptions(
        memory_ms=chosen.talk_memory_ms,
        max_conversations=chosen.max_open_talks,
        threshold=chosen.threshold,
        thresholds=own,
        rarity=_model(settings).rarity,
    )
    limits = messages.Limits(record_bytes=chosen.max_record_bytes, ahead_ms=chosen.clock_skew_ms)
    topic, seen = settings.topics.signals.name, settings.topics.sightings.name

    def encode(output: scan.ScanOutput, records: Sequence[Record]) -> Made:
        sources = {record.offset: record for record in records} if output.signals else {}
        told = [
            Outgoing(topic, key, value, headers_of("signal", sources[signal.message.offset]))
            for signal in output.signals
            for key, value in signals.copies(signal, scan.subjects(signal))
        ]
        told += [wire.outgoing(seen, sighting) for sighting in output.sightings]
        return Made(told, [], cut={"conversations": output.cut})

    return Stage(
        name="scan",
        topic=settings.topics.raw.name,
        empty=scan.ScanState,
        decode=partial(messages.decode, limits=limits),
        step=partial(scan.step, options=options),
        encode=encode,
        look_back_ms=chosen.talk_memory_ms,
        sizes=lambda state: {"conversations": len(state.conversations)},
    )


def link_stage(settings: Settings) -> Stage[link.LinkState, link.LinkOutput]:
    """Give the stage that reads names: sightings and flags in, links out."""
    chosen = settings.link
    options = link.LinkOptions(
        model=_model(settings),
        probability=chosen.flag_probability,
        told=chosen.told,
        max_pseudonyms=chosen.max_pseudonyms,
    )
    topic = settings.topics.signals.name

    def encode(output: link.LinkOutput, _records: Sequence[Record]) -> Made:
        told = [
            Outgoing(topic, key, value, headers_of("signal"))
            for one in output.links
            for key, value in signals.link_copies(one)
        ]
        return Made(told, [], cut={"pseudonyms": output.cut, "places": output.crowded_out})

    return Stage(
        name="link",
        topic=settings.topics.sightings.name,
        empty=link.LinkState,
        decode=partial(wire.decode, max_bytes=settings.scan.max_record_bytes),
        step=partial(link.step, options=options),
        encode=encode,
        look_back_ms=None,
        sizes=lambda state: {
            "pseudonyms": sum(run.height for run in state.names),
            "places": sum(len(run.key) for run in state.postings),
        },
        remember=partial(link.remember, options=options),
    )


def windows_stage(settings: Settings) -> Stage[windows.State, windows.WindowOutput]:
    """Give the stage that counts: signals in, alerts and flags out, late facts rejected."""
    chosen = settings.windows
    options = windows.Options(
        period_ms=chosen.period_ms,
        lateness_ms=chosen.lateness_ms,
        language=chosen.language,
        max_facts=chosen.max_facts,
    )
    topic, seen, rarity = settings.topics.alerts.name, settings.topics.sightings.name, _model(settings).rarity
    flagging = {rule.name for rule in options.rules if rule.flags and not rule.shadow}

    def encode(output: windows.WindowOutput, records: Sequence[Record]) -> Made:
        sources = {record.offset: record for record in records} if output.late else {}
        late = [
            Reject(
                sources[offset],
                Fault(Reason.TOO_LATE, "sent_at", f"expected at most {chosen.lateness_ms} ms behind, got {behind_ms}"),
            )
            for offset, behind_ms in output.late
        ]
        cut = {"facts": output.facts_cut, "alerts": output.told_cut}
        told = [_outgoing(topic, alert) for alert in output.alerts]
        told += [
            wire.outgoing(seen, flag)
            for alert in output.alerts
            if alert.rule in flagging
            for flag in sightings.flags(alert, rarity)
        ]
        return Made(told, late, output.doubles, cut)

    return Stage(
        name="windows",
        topic=settings.topics.signals.name,
        empty=windows.State,
        decode=partial(facts.decode, max_bytes=settings.scan.max_record_bytes),
        step=partial(windows.step, options=options),
        encode=encode,
        look_back_ms=options.look_back_ms,
        sizes=lambda state: {"facts": held(state.facts), "alerts": held(state.told)},
    )


STAGES: Final[dict[str, Callable[[Settings], Stage[Any, Any]]]] = {
    "scan": scan_stage,
    "link": link_stage,
    "windows": windows_stage,
}
"""Every stage, in the order in which a message passes them."""


def add_agent(app: BatchApp, edge: Edge[Any, Any]) -> None:
    """Let an edge's stage read its topic; an error goes through, and ends the worker with nothing acknowledged."""

    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust declares agents by StreamT, and gives them a Stream
        async for event, part in slices(stream):
            await edge.handle(part)
            event.ack()

    app.agent(app.topic(edge.topic, value_type=bytes), name=edge.name)(agent)


def _model(settings: Settings) -> Model:
    return read(str(settings.link.model_file or "chat"))


def _outgoing(topic: str, alert: Alert) -> Outgoing:
    key = alert.alert_id.encode()
    return Outgoing(topic, key, alerts.encode(alert), alerts.headers(alert))
