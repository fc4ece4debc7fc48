"""A message and what is made of it, for the tests of the wire; all invented."""

from __future__ import annotations

from processors.records import Evidence, HandOff, Message, Signal, StatedAge

MESSAGE = Message(
    offset=7,
    logged_at=1_750_000_000_500,
    message_id="m-1",
    sent_at=1_750_000_000_000,
    conversation_id="c-1",
    sender_id="s-1",
    sender_pseudonym="renard des neiges",
    sender_age=34,
    sender_gender="m",
    sender_postcode="75011",
    recipient_id="s-2",
    recipient_pseudonym="loutre",
    recipient_age=14,
    recipient_gender=None,
    recipient_postcode="13001",
    text="mon snap c'est renard.roux",
    lang="fr",
)
HAND_OFF = Signal(
    "id-1",
    MESSAGE,
    HandOff(
        "give",
        "snapchat",
        "renard.roux",
        0.875,
        (Evidence(4, 8, "app", "named"), Evidence(0, 11, "handle", "grammar", "m-0")),
    ),
    minor_id="s-2",
)
AGE = Signal(
    "id-2", MESSAGE, StatedAge(14, (Evidence(0, 8, "age", "says it"),)), minor_id=None, handoffs=("id-1", "id-0")
)
