from __future__ import annotations

import ast
from pathlib import Path

import streams
from streams.settings.load import leaves


def test_every_setting_is_read_by_somebody() -> None:
    folder = Path(streams.__file__).parent
    files = [file for file in folder.rglob("*.py") if "settings" not in file.relative_to(folder).parts]
    read = {
        node.attr
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }

    assert [leaf.name for leaf in leaves() if leaf.name.rpartition(".")[2] not in read] == []
