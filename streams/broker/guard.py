"""A guard that ends a process when we end, however we end: also by kill -9, when nothing of ours can run any more.

The guard is a shell that reads a pipe of ours. An orderly end writes a line; the end of the pipe without one means that
we are gone. (PR_SET_PDEATHSIG, the other way, kills when the *thread* that started the process ends, and
needs a `preexec_fn`, which is not safe beside other threads.)
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

# $1: the process; $2: a folder to remove, or nothing. The pause lets the killed process let go of its files.
_SCRIPT: Final = 'read -r _ && exit 0; kill -9 "$1"; [ -z "$2" ] || { sleep 0.3; rm -rf -- "$2"; }'


class Guard:
    """Kills process `pid`, and removes `folder`, if this process ends before `dismiss` is called."""

    def __init__(self, pid: int, folder: Path | None) -> None:
        self._shell = subprocess.Popen(  # noqa: S603 - our own script, and a number and a path of ours
            ["/bin/sh", "-c", _SCRIPT, "tocsin-broker-guard", str(pid), str(folder or "")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C at the terminal is for us, not for the guard
        )

    def dismiss(self) -> None:
        """Let the process live (or be dead already, and its number another's)."""
        self._shell.communicate(b"\n")
