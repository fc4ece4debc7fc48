"""`tocsin`: the table of commands. What each does stands in `streams/commands/` and beside what it runs."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from processors import __version__
from processors.errors import TocsinError
from streams.errors import SettingError
from streams.settings import Settings, load


class _Commands(TyperGroup):
    """Ends well where the reader of a pipe has enough (`tocsin scan … | head`)."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - of Typer's own copy of click
        try:
            given = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            if not _reader_is_gone():
                raise
            # What is still buffered would fail once more when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        return given


def _reader_is_gone() -> bool:
    watched = select.poll()
    watched.register(sys.stdout, 0)
    return any(what & (select.POLLERR | select.POLLHUP) for _, what in watched.poll(0))


app = typer.Typer(
    cls=_Commands,
    help="Reads a platform's chat from Kafka and raises alerts on hand-offs to other apps and on hidden pseudonyms.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
topics_app = typer.Typer(help="Make, list and check the topics.", no_args_is_help=True)
app.add_typer(topics_app, name="topics")

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for a program.")]


def _version(asked: bool) -> None:  # noqa: FBT001 - the signature of a callback
    if asked:
        typer.echo(f"tocsin {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    *,
    config: Annotated[
        Path | None, typer.Option(help="Settings' file (TOML); else TOCSIN_CONFIG, else tocsin.toml here.")
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    context.obj = config


def settings_of(context: typer.Context) -> Settings:
    """Read the settings, as every command does first."""
    return load(context.obj)


@app.command()
def settings(context: typer.Context, *, json: AsJson = False) -> None:
    """List all settings with unit, default, value and effect, as a settings' file."""
    from streams.commands.settings import run_settings

    run_settings(settings_of(context), as_json=json)


@topics_app.command("create")
def topics_create(context: typer.Context, *, json: AsJson = False) -> None:
    """Make the topics that aren't there."""
    from streams.commands.topics import run_create

    run_create(settings_of(context), as_json=json)


@topics_app.command("list")
def topics_list(context: typer.Context, *, json: AsJson = False) -> None:
    """Show the topics as they are on the cluster."""
    from streams.commands.topics import run_list

    run_list(settings_of(context), as_json=json)


@topics_app.command("check")
def topics_check(context: typer.Context, *, json: AsJson = False) -> None:
    """Say where they differ from the settings; exit status 1 if they do."""
    from streams.commands.topics import run_check

    run_check(settings_of(context), as_json=json)


@app.command()
def broker(
    port: Annotated[
        int | None, typer.Option(min=1, max=65_535, help="Port on loopback; a free one if not given.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder for its data, kept; a temporary one if not given.")] = None,
) -> None:
    """Run Apache Kafka on loopback, and print its address when it answers."""
    from streams.broker.command import run_broker

    run_broker(port=port, data=data)


@app.command()
def worker(
    context: typer.Context,
    stages: Annotated[str, typer.Option(help="Which of the stages, separated by commas.")] = "scan,link,windows",
    *,
    plain: Annotated[
        bool, typer.Option("--plain-transport", help="Read record by record, as Faust does: slow, for comparison.")
    ] = False,
) -> None:
    """Run stages: read their topics, write their outputs, until Ctrl-C or SIGTERM."""
    chosen = settings_of(context)
    os.environ.setdefault("POLARS_MAX_THREADS", str(chosen.worker.polars_threads))  # read when Polars is imported
    from streams.agents import STAGES
    from streams.commands.worker import run_worker

    run_worker(chosen, _stages(stages, list(STAGES)), plain=plain)


def _stages(text: str, known: Sequence[str]) -> list[str]:
    named = [name.strip() for name in text.split(",")]
    unknown = [name for name in named if name not in known]
    if unknown or len(set(named)) < len(named):
        raise typer.BadParameter(f"expected some of {', '.join(known)}, each once", param_hint="--stages")
    return named


@app.command()
def scan(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE…|-", help="JSON Lines, also .zst and .gz; - for stdin.")],
    *,
    only_signals: Annotated[bool, typer.Option("--signals", help="Write signals alone.")] = False,
    only_alerts: Annotated[bool, typer.Option("--alerts", help="Write alerts alone.")] = False,
) -> None:
    """Find hand-offs and alerts in files of raw messages, by the same stages, with no broker; JSON Lines out."""
    chosen = settings_of(context)
    os.environ.setdefault("POLARS_MAX_THREADS", str(chosen.worker.polars_threads))  # as above
    from streams.commands.scan import run_scan

    run_scan(chosen, files, signals=only_signals or not only_alerts, alerts=only_alerts or not only_signals)


Model = Annotated[str | None, typer.Option("--model", metavar="NAME|PATH", help="chat, nick-changes, or a file.")]


@app.command()
def link(
    *,
    pairs: Annotated[str | None, typer.Option(metavar="FILE|-", help='Pairs, one {"id", "a", "b"} a line.')] = None,
    nicks: Annotated[str | None, typer.Option(metavar="FILE|-", help="A list, a pseudonym a line.")] = None,
    model: Model = None,
    floor: Annotated[float, typer.Option(min=0, max=1, help="Least probability of a pair of a list.")] = 0.05,
) -> None:
    """Say how likely pseudonyms are one person's: given pairs, or all pairs of a list; JSON Lines out."""
    from streams.commands.link import run_nicks, run_pairs

    if pairs is not None and nicks is None:
        run_pairs(pairs, model or "chat")
    elif nicks is not None and pairs is None:
        run_nicks(nicks, model or "nick-changes", floor)
    else:
        raise typer.BadParameter("expected one of --pairs and --nicks", param_hint="--pairs")


@app.command()
def explain(a: str, b: str, *, model: Model = None, json: AsJson = False) -> None:
    """Show why two pseudonyms are, or are not, one person's: what each comparison is worth."""
    from streams.commands.explain import run_explain

    run_explain(a, b, model or "chat", as_json=json)


@app.command()
def learn(
    context: typer.Context,
    names: Annotated[str | None, typer.Argument(metavar="[FILE|-]", help="A pseudonym a line; - for stdin.")] = None,
    *,
    output: Annotated[Path, typer.Option(help="The model file to write.")],
    sightings: Annotated[bool, typer.Option("--sightings", help="Learn from the topic of sightings.")] = False,
    model: Model = None,
    least: Annotated[int, typer.Option(min=2, help="How many names must have a word for it to be kept.")] = 20,
) -> None:
    """Make a site's own model from its pseudonyms: what is common there, and no rare name in clear."""
    from streams.commands.learn import run_learn, sighted
    from streams.commands.link import names_of

    if sightings == (names is not None):
        raise typer.BadParameter("expected a list, or --sightings", param_hint="FILE")
    if names is not None:
        run_learn(names_of(names), names, model or "chat", output, least)
        return
    settings = settings_of(context)
    run_learn(sighted(settings), settings.topics.sightings.name, model or "chat", output, least)


@app.command()
def tail(
    context: typer.Context,
    *,
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with the oldest alert kept.")] = False,
) -> None:
    """Show alerts as they come: a live table on a terminal, JSON Lines in a pipe."""
    from streams.commands.tail import run_tail

    run_tail(settings_of(context), from_start=from_start)


Seed = Annotated[int, typer.Option(help="Same seed, same town.")]
Rate = Annotated[float, typer.Option(min=1, help="Messages a second.")]
Seconds = Annotated[float | None, typer.Option(min=1, help="How long; until Ctrl-C if not given.")]


@app.command()
def demo(
    *,
    seconds: Seconds = None,
    rate: Rate = 300,
    seed: Seed = 1,
    bootstrap: Annotated[
        str | None, typer.Option(help="Another cluster, host:port; the broker that comes along if not given.")
    ] = None,
) -> None:
    """Start Kafka, a worker and a small town that chats, and watch alerts come out; status 0 if all were found."""
    from streams.demo.command import Options, run_demo

    run_demo(bootstrap, Options(seed, rate, seconds))


@app.command()
def feed(context: typer.Context, *, seconds: Seconds = None, rate: Rate = 300, seed: Seed = 1) -> None:
    """Send that town's chat to the raw topic of the settings: a load for a cluster and workers of your own."""
    from streams.demo.command import Options, run_feed

    run_feed(settings_of(context), Options(seed, rate, seconds))


@app.command()
def age(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help='JSON Lines of {"id", "lang", "text"}; - for stdin.')],
) -> None:
    """Find the writer's own age in each of many lines, with no broker; JSON Lines out."""
    from streams.commands.age import run_age

    run_age(file)


@app.command()
def health(context: typer.Context) -> None:
    """Ask the worker on this machine whether it makes progress; exit status 1 if not."""
    from streams.commands.health import run_health

    run_health(settings_of(context).worker)


def main() -> None:
    """Run the command line: errors are readable lines on standard error, never a traceback.

    Exit status: 0 done; 1 it could not be done; 2 the command or a setting is wrong; 70 a defect of ours; 130 Ctrl-C.
    """
    if sys.stdout is None:  # closed before we began
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - it stays open to the end
    try:
        app(prog_name="tocsin")
    except TocsinError as error:
        _fail(str(error), 2 if isinstance(error, SettingError) else 1)
    except (KeyboardInterrupt, SystemExit):
        raise
    except OSError as error:  # a full disk, say
        from streams.logs import place

        _fail(f"{error.strerror or 'the system refuses something'} ({place(error)})", 1)
    except BaseException as error:  # noqa: BLE001 - nobody but us can mend it; a panic of Polars is no Exception
        from streams.logs import place

        # Where, never what: the text of a foreign exception may hold a message.
        _fail(f"a defect of tocsin {__version__}: {place(error)}. Please report this line", 70)


def _fail(text: str, status: int) -> NoReturn:
    for line in text.splitlines():
        print(f"tocsin: {line}", file=sys.stderr)  # noqa: T201 - for the person who typed the command
    sys.exit(status)
