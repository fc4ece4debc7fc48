"""`tocsin learn`: a site's own model file from a list of its pseudonyms."""

from __future__ import annotations

from pathlib import Path

import orjson

from processors.pseudonym.learning import learn
from processors.pseudonym.model import load, parse
from streams.commands.link import names_of
from streams.commands.output import say
from streams.errors import FileError


def run_learn(name: str, model_path: str, output: Path, least: int) -> None:
    """Learn from a list, a pseudonym a line, and write the model file.

    Raises:
        FileError: the list can't be read, has nothing to learn from, or the model can't be written.
        ModelError: the base is no model.
    """
    base = load(model_path)
    parse(base, model_path)
    names = names_of(name)
    if not names:
        raise FileError(f"{name}: no pseudonym in it; expected one a line")
    content = learn(names, base, least)
    try:
        output.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    except OSError as error:
        raise FileError(f"{output}: can't be written ({error.strerror})") from error
    words = sum(len(row.split()) for row in content["rarity"]["words"].values())
    say(f"{output}: {words} words, from {content['provenance']['site']['pseudonyms']} pseudonyms")
