"""`tocsin scan` on files that are not what they should be, and for a reader who has enough."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
import zstandard

from streams import cli
from streams.scan_files import LINES_AT_ONCE

COMMAND = [sys.executable, "-m", "streams"]


def line(number: int, **changes: object) -> bytes:
    message = {
        "message_id": f"m{number}",
        "sent_at": 1_750_000_000_000 + number,
        "conversation_id": f"c{number}",
        "sender_id": "a",
        "sender_pseudonym": "marked pseudonym",
        "recipient_id": "b",
        "text": "mon snap c'est marked.handle7",
    }
    return orjson.dumps(message | changes) + b"\n"


TALK = b"".join(map(line, range(3)))
GZIP, ZSTD = gzip.compress(TALK * 200), zstandard.compress(TALK * 200)


def flipped(packed: bytes) -> bytes:
    return packed[: len(packed) // 2] + bytes([packed[len(packed) // 2] ^ 0xFF]) + packed[len(packed) // 2 + 1 :]


class Ran(NamedTuple):
    status: int
    out: bytes
    err: str


def scan(*arguments: str, **options: Any) -> Ran:  # noqa: ANN401 - subprocess' own
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    ran = subprocess.run([*COMMAND, "scan", *arguments], check=False, timeout=120, **pipes)
    return Ran(ran.returncode, ran.stdout or b"", ran.stderr.decode())


FILES = {
    # Name, content, status, and how standard error begins.
    "an empty file": ("talk.jsonl", b"", 0, ""),
    "blank lines": ("talk.jsonl", b"\n \r\n\n", 0, ""),
    "bytes of anything": ("talk.bin", bytes(range(256)), 1, "talk.bin, line 1: not_json: "),
    "one line of zeros with no end": ("talk.bin", bytes(3_000_000), 1, "talk.bin, line 1: too_large: "),
    "a text that says it is gzip": ("talk.gz", TALK, 1, "tocsin: talk.gz: can't be read as gzip (BadGzipFile)"),
    "half a gzip file": ("talk.gz", GZIP[:-30], 1, "tocsin: talk.gz: can't be read as gzip (EOFError)"),
    "a gzip file with a bad byte": ("talk.gz", flipped(GZIP), 1, "talk.gz|tocsin: talk.gz: can't be read as gzip ("),
    "a text that says it is Zstandard": (
        "talk.zst",
        TALK,
        1,
        "tocsin: talk.zst: can't be read as Zstandard (ZstdError)",
    ),
    "a file that is missing": ("talk", None, 1, "tocsin: talk: can't be read as a file (No such file or directory)"),
    "a folder": (".", None, 1, "tocsin: .: can't be read as a file (Is a directory)"),
}


@pytest.mark.parametrize(("name", "content", "status", "begins"), FILES.values(), ids=FILES)
def test_a_file_that_is_not_what_it_should_be_is_named_with_what_is_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    status: int,
    begins: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["tocsin", "scan", name])

    with pytest.raises(SystemExit) as left:
        cli.main()

    told = capsys.readouterr().err
    assert left.value.code == status
    assert told.startswith(tuple(begins.split("|")))
    assert [word for word in ("Traceback", "defect", "marked") if word in told] == []


def test_a_line_that_is_too_long_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "talk").write_bytes(line(0) + b'"' + b"x" * 5_000_000 + b'"\n' + line(1) + line(2, text="x" * 20_000))

    ran = scan("talk", "--signals", cwd=tmp_path)

    assert [orjson.loads(row)["message_id"] for row in ran.out.splitlines()] == ["m0", "m1"]
    assert [told.split(":")[0] + told.split(":")[1] for told in ran.err.splitlines()[:2]] == [
        "talk, line 2 too_large",
        "talk, line 4 too_large",
    ]


def test_a_reader_who_has_enough_ends_the_scan_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "talk").write_bytes(b"".join(map(line, range(5000))))
    read, write = os.pipe()
    os.close(read)

    ran = scan("talk", cwd=tmp_path, stdout=write)
    os.close(write)

    assert (ran.status, ran.err) == (0, "")


def test_a_disk_that_is_full_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "talk").write_bytes(TALK)
    with Path("/dev/full").open("wb") as full:
        ran = scan("talk", cwd=tmp_path, stdout=full)

    assert ran.status == 1
    assert ran.err.startswith("tocsin: No space left on device (OSError at ")


def test_no_standard_output_at_all_is_no_defect(tmp_path: Path) -> None:
    (tmp_path / "talk").write_bytes(TALK)

    ran = scan("talk", cwd=tmp_path, stdout=None, preexec_fn=lambda: os.close(1))

    assert (ran.status, ran.err) == (0, "")


def test_ctrl_c_ends_a_scan_that_waits_for_more_and_says_nothing() -> None:
    with subprocess.Popen(
        [*COMMAND, "scan", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        running.stdin.write(b"x\n" + b"\n" * LINES_AT_ONCE)
        running.stdin.flush()
        assert running.stderr.readline().startswith(b"standard input, line 1: not_json")
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)

    assert (running.returncode, told) == (130, b"")


def test_ctrl_c_while_it_starts_ends_it_as_well() -> None:
    """The program says when it is half way through its imports."""
    program = """
import sys
class Tell:
    def find_spec(self, name, *_):
        if name == "pydantic":
            print("here", flush=True)
sys.meta_path.insert(0, Tell())
from streams.__main__ import main
main()
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"here\n"
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)

    assert (running.returncode, told) == (-signal.SIGINT, b"")
