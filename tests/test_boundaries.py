"""The house's walls: what may import what."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import processors

FORBIDDEN = {"faust", "mode", "aiokafka", "kafka", "pydantic_settings", "typer", "rich", "streams", "benchmarks"}
ROOT = Path(processors.__path__[0])


def test_no_module_of_processors_pulls_in_the_edge() -> None:
    """A fresh interpreter that has imported all of processors/ has loaded no Faust, no Kafka client, no settings."""
    modules = sorted(
        ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in ROOT.rglob("*.py")
    )
    code = f"import importlib, sys\nfor m in {modules!r}: importlib.import_module(m)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {name.split(".")[0] for name in done.stdout.split()} & FORBIDDEN == set()


def test_nothing_under_processors_asks_the_time_or_the_environment() -> None:
    asking = ("time.time", "datetime.now", "datetime.utcnow", "os.environ", "os.getenv", "import random")
    found = [(path.name, word) for path in ROOT.rglob("*.py") for word in asking if word in path.read_text("utf-8")]

    assert found == []
