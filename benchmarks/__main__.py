"""`make bench`: the cost of a message stage by stage, then end to end."""

from __future__ import annotations

import subprocess
import sys

for module in ("bench_stages", "bench_windows", "bench_pipeline"):
    print(f"\n== {module}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{module}"], check=True)
