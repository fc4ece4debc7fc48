"""One frozen object from the environment, over a TOML file, over the defaults; and what is wrong, in words."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Self, get_origin

from pydantic import BaseModel, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from rapidfuzz import process

from streams.errors import SettingError
from streams.settings.fields import HOUR_MS, Fetch, Group, Kafka, Link, Log, Scan, Topics, Windows, Worker

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

Tree = dict[str, Any]

PREFIX: Final = "TOCSIN_"
CONFIG: Final = "TOCSIN_CONFIG"
DEFAULT_FILE: Final = Path("tocsin.toml")

# Kubernetes sets these in every pod for services whose names begin with `tocsin`: nobody's typing mistakes.
_OF_KUBERNETES: Final = re.compile(r"_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)")
_URL_OF_KUBERNETES: Final = re.compile(r"(tcp|udp|sctp)://")


class Settings(BaseSettings):
    """All that an operator may set, in groups; see `streams.settings.fields`."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, nested_model_default_partial_update=True
    )

    kafka: Kafka = Kafka()
    topics: Topics = Topics()
    fetch: Fetch = Fetch()
    scan: Scan = Scan()
    link: Link = Link()
    windows: Windows = Windows()
    worker: Worker = Worker()
    log: Log = Log()

    @model_validator(mode="after")
    def _log_outlives_memory(self) -> Self:
        """A stage's memory is a fold over its topic (design: the log is the state), so the topic must reach as far."""
        for name, topic, least_ms in (
            ("raw", self.topics.raw, self.scan.talk_memory_ms + self.worker.warmup_spare_ms),
            ("signals", self.topics.signals, max(72 * HOUR_MS, self.windows.period_ms + self.windows.lateness_ms)),
        ):
            if 0 <= topic.retention_ms < least_ms:
                raise ValueError(
                    f"topics.{name}.retention_ms is shorter than what a stage reads back at its start: expected at "
                    f"least {least_ms}"
                )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is the library's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - it would read `log`, `kafka`, … with no prefix
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given in the call alone: `load` reads the other places, so that an error can name them."""
        return (init_settings,)


class Leaf(NamedTuple):
    """One setting: where it stands (`group.name`), and how it is declared."""

    name: str
    field: FieldInfo

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return PREFIX + self.name.replace(".", "_").upper()

    @property
    def is_table(self) -> bool:
        """Whether it holds names of the operator's own; in a variable it is written as JSON."""
        return get_origin(self.field.annotation) is Mapping


def leaves(model: type[BaseModel] = Settings, path: str = "") -> Iterator[Leaf]:
    """Give every setting, in the order of `streams.settings.fields`."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Group):
            yield from leaves(field.annotation, f"{path}{name}.")
        else:
            yield Leaf(f"{path}{name}", field)


def load(config: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Build the settings: `TOCSIN_…` variables over a TOML file over the defaults.

    Args:
        config: the file; None takes `TOCSIN_CONFIG`, else `tocsin.toml` where the command is run, if it is there.
        environment: the variables; an empty one counts as not set.

    Raises:
        SettingError: the file can't be read, or settings are wrong or unknown; a line for each, and never its value,
            which may be a secret in the wrong place.
    """
    path = _file(config, environment)
    from_file = _read(path) if path else {}
    unknown = [*_unknown_keys(from_file, str(path)), *_unknown_variables(environment)]
    if unknown:
        raise SettingError("\n".join(unknown))
    from_environment = _read_variables(environment)
    try:
        return Settings(**_merged(from_environment, from_file))
    except ValidationError as error:
        told = [_told(details, from_environment, path) for details in error.errors(include_input=False)]
    raise SettingError("\n".join(told))  # outside the handler: pydantic's own text would repeat the values


def _file(config: Path | None, environment: Mapping[str, str]) -> Path | None:
    named = config or (Path(environment[CONFIG]) if environment.get(CONFIG) else None)
    return named or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)


def _read(path: Path) -> Tree:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingError(f"the settings' file {path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"the settings' file {path} is not UTF-8 at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"the settings' file {path} is no TOML: {error}") from error


def _read_variables(environment: Mapping[str, str]) -> Tree:
    tree: Tree = {}
    for leaf in leaves():
        text = environment.get(leaf.variable)
        if not text:
            continue
        *groups, last = leaf.name.split(".")
        node = tree
        for group in groups:
            node = node.setdefault(group, {})
        node[last] = _parsed(leaf, text) if leaf.is_table else text
    return tree


def _parsed(leaf: Leaf, text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingError(f"{leaf.variable}: expected a JSON object, at character {error.pos}: {error.msg}") from None


def _merged(over: Tree, under: Tree) -> Tree:
    both = {key: _merged(over[key], under[key]) for key in over.keys() & under.keys() if _are_tables(over, under, key)}
    return under | over | both


def _are_tables(over: Tree, under: Tree, key: str) -> bool:
    return isinstance(over[key], dict) and isinstance(under[key], dict)


def _unknown_keys(tree: Tree, file: str) -> Iterator[str]:
    known = {leaf.name for leaf in leaves()}
    tables = {leaf.name for leaf in leaves() if leaf.is_table}
    groups = {name[: end.start()] for name in known for end in re.finditer(r"\.", name)}
    for key in _keys(tree, tables):
        if key not in known and key not in groups:
            yield f"{key}, in {file}, is no setting{_nearest(key, known)}"


def _keys(tree: Tree, tables: set[str], path: str = "") -> Iterator[str]:
    for key, value in tree.items():
        name = f"{path}{key}"
        if isinstance(value, dict) and value and name not in tables:
            yield from _keys(value, tables, f"{name}.")
        else:
            yield name


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[str]:
    known = {leaf.variable for leaf in leaves()} | {CONFIG}
    for name, value in sorted(environment.items()):
        set_by_kubernetes = _OF_KUBERNETES.search(name) or _URL_OF_KUBERNETES.match(value)
        if name.startswith(PREFIX) and name not in known and not set_by_kubernetes:
            yield f"{name}, in the environment, is no setting{_nearest(name, known)}"


def _nearest(name: str, known: set[str]) -> str:
    found = process.extractOne(name, sorted(known), score_cutoff=60)
    return f"; did you mean {found[0]}?" if found else "; `tocsin settings` lists them all"


def _told(details: ErrorDetails, from_environment: Tree, path: Path | None) -> str:
    """Say in one line which setting is wrong, where it was given, and what was expected."""
    place = ".".join(map(str, details["loc"])) or "the settings together"
    expected = (
        details["msg"]
        .removeprefix("Value error, ")
        .replace("Input should be", "expected")
        .replace("Path does", "the path does")
    )
    leaf = next((leaf for leaf in leaves() if f"{place}.".startswith(f"{leaf.name}.")), None)
    if leaf and _holds(from_environment, leaf.name.split(".")):
        return f"{place}, in the environment as {leaf.variable}: {expected}"
    return f"{place}, in {path}: {expected}" if path else f"{place}: {expected}"


def _holds(tree: Tree, keys: list[str]) -> bool:
    node: Any = tree
    for key in keys:
        if not isinstance(node, dict) or key not in node:
            return False
        node = node[key]
    return True
