"""What is counted: names in the field's style, labels of closed sets, and nothing told of partitions that are gone."""

from __future__ import annotations

import re

from streams.agents import STAGES
from streams.metrics import Metrics
from streams.progress import Place
from streams.sender import Outgoing
from streams.settings import Settings
from streams.stages import Done
from streams.wire.rejects import Fault, Line, Reason, Reject

LABELS = {"stage", "partition", "topic", "reason", "what", "le"}
UNITS = "records|items|offset|seconds"


def used() -> Metrics:
    """Give metrics that have all been told something."""
    metrics = Metrics()
    stage = metrics.of("scan")
    reject = Reject(Line(0, b"secret"), Fault(Reason.NOT_JSON, "text", "secret"))
    outgoing = Outgoing("chat.signals", b"secret", b"secret", [])
    with stage.time_slice(1), stage.time_warm_up():
        stage.count(3, 1, Done(None, [outgoing], [reject], doubles=2, cut={"facts": 1}, delay_ms=1500))
    stage.warming(3, 7)
    stage.stands(3, Place(1, 5))
    stage.remembers(3, {"conversations": 9})
    stage.forgot({"conversations": 4})
    return metrics


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, {"stage": "scan", **labels})


def test_each_name_gives_a_unit_and_each_label_is_one_of_a_closed_set() -> None:
    families = list(used().registry.collect())

    assert [one.name for one in families if not re.fullmatch(rf"tocsin_[a-z_]+_({UNITS})", one.name)] == []
    assert {label for one in families for sample in one.samples for label in sample.labels} <= LABELS
    assert [sample for one in families for sample in one.samples if "secret" in repr(sample)] == []


def test_what_happened_is_counted() -> None:
    metrics = used()

    assert value(metrics, "tocsin_read_records_total") == 1
    assert value(metrics, "tocsin_rejected_records_total", reason="not_json") == 1
    assert value(metrics, "tocsin_sent_records_total", topic="chat.signals") == 1
    assert value(metrics, "tocsin_double_records_total") == 2
    assert value(metrics, "tocsin_cut_items_total", what="conversations") == 4
    assert value(metrics, "tocsin_lag_records", partition="3") == 4
    assert value(metrics, "tocsin_position_offset", partition="3") == 1
    assert value(metrics, "tocsin_watermark_delay_seconds", partition="3") == 1.5
    assert value(metrics, "tocsin_remembered_items", partition="3", what="conversations") == 9


def test_of_a_partition_that_another_worker_has_now_nothing_is_told() -> None:
    metrics = used()
    metrics.of("scan").stands(4, Place(1, 5))

    metrics.of("scan").keep([4])

    told = {sample.labels.get("partition") for one in metrics.registry.collect() for sample in one.samples}
    assert told == {None, "4"}


def test_every_stage_tells_the_size_of_each_thing_that_its_bounds_cut() -> None:
    for make in STAGES.values():
        stage = make(Settings())
        assert stage.sizes(stage.empty())
        assert set(stage.sizes(stage.empty()).values()) == {0}
