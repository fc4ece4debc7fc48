from __future__ import annotations

import pytest

from processors.handoff import Line, Talk, read

MEMORY_MS = 1_800_000


def found(*texts: str) -> list[tuple[str, str, str | None]]:
    """Read messages, "b: " before those of the other side, and give what is found in the last one."""
    talk = Talk()
    handoffs: list[tuple[str, str, str | None]] = []
    for at, text in enumerate(texts):
        sender, _, said = text.rpartition("b: ")
        line = Line(
            f"m{at}", "b" if sender or text.startswith("b: ") else "a", None, said, None, None, at * 9000, at * 9000
        )
        reading, talk = read(line, talk, MEMORY_MS)
        handoffs = [(h.intent, h.app, h.handle) for h in reading.handoffs if h.confidence >= 0.5]
    return handoffs


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["mon insta c'est nuage_du_matin"], [("give", "instagram", "nuage_du_matin")]),
        (["t'as snap ?"], [("ask", "snapchat", None)]),
        (["viens on passe sur telegram"], [("move", "telegram", None)]),
        (["do you have discord?"], [("ask", "discord", None)]),
        (["jamais je donne mon snap"], []),
        (["snap a encore planté hier"], []),
        (["ton snap ?", "b: lune.rousse88"], [("give", "snapchat", "lune.rousse88")]),
    ],
)
def test_a_talk_is_read_as_a_careful_moderator_would(
    texts: list[str], expected: list[tuple[str, str, str | None]]
) -> None:
    assert found(*texts) == expected
