"""`make bench`: the cost of a message stage by stage, then end to end."""

from __future__ import annotations

import subprocess
import sys

MODULES = (
    ("bench_stages",),
    ("bench_windows",),
    ("bench_link", "--live", "10000", "100000"),  # a million take minutes
    ("bench_pipeline",),
)
for module, *arguments in MODULES:
    print(f"\n== {module}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{module}", *arguments], check=True)
