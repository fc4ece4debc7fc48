"""Attacks the claims of `claims.py` with bytes that a coverage-guided fuzzer makes up.

    pip install atheris
    python -m tests.fuzz.attack reading [CORPUS_FOLDER] [-max_total_time=600] [any option of libFuzzer]

Atheris runs on Linux and is no dependency of the project: the claims run in every test run, on fewer bytes. What breaks
one is written to `crash-…`; put its bytes into `FOUND` of `test_claims.py`, and then mend it.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["processors", "streams"]):
    from tests.fuzz.claims import CLAIMS


def main() -> None:
    """Attack one claim until the time is over or it breaks."""
    if len(sys.argv) < 2 or sys.argv[1] not in CLAIMS:
        sys.exit(f"which claim? expected one of: {', '.join(CLAIMS)}")
    claim = CLAIMS[sys.argv.pop(1)]
    atheris.Setup([*sys.argv, "-timeout=20"], claim)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
