"""The way in: a Ctrl-C while the command line is still being loaded ends it at once and quietly."""

from __future__ import annotations

import signal


def main() -> None:
    """Run `tocsin`."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from streams import cli  # noqa: PLC0415 - what takes long to load

    signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
