"""Plain handles and plain numbers, until `handles.py` and `phones.py` land."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import phonenumbers

if TYPE_CHECKING:
    from processors.handoff.text import Text


class Handle(NamedTuple):
    """A handle candidate; the span is half-open, in the folded text."""

    value: str
    start: int
    end: int
    form: str
    strength: float
    app: str | None = None


class Phone(NamedTuple):
    """A phone number candidate."""

    e164: str
    start: int
    end: int
    form: str
    strength: float
    why: str


_MAIL: Final = re.compile(r"[a-z0-9._+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_APPS: Final = {
    "t.me": "telegram",
    "wa.me": "whatsapp",
    "instagram.com": "instagram",
    "discord.gg": "discord",
    "snapchat.com/add": "snapchat",
}
_LINK: Final = re.compile(r"(t\.me|wa\.me|instagram\.com|discord\.gg|snapchat\.com/add)/@?([a-z0-9_.+]+)")
_WORD: Final = re.compile(r"@?[a-z0-9_](?:[a-z0-9_]|[.#-](?=[a-z0-9_]))*_?")
_DIGITS: Final = re.compile(r"\+?\d[\d .()/-]{7,20}\d")
_REGIONS: Final = {"en": "GB", "es": "ES", "de": "DE", "it": "IT", "pt": "PT", "nl": "NL"}


def candidates(text: Text) -> tuple[Handle, ...]:
    """Give what looks like a handle."""
    found = [Handle(m.group(), *m.span(), "address", 0.9, "email") for m in _MAIL.finditer(text.folded)]
    found += [Handle(m[2], *m.span(), "link", 0.9, _APPS[m[1]]) for m in _LINK.finditer(text.folded)]
    spans = [(one.start, one.end) for one in found]
    for match in _WORD.finditer(text.folded):
        value = match.group().lstrip("@")
        if len(value) > 2 and not value.isdigit() and all(match.end() <= a or b <= match.start() for a, b in spans):  # noqa: PLR2004 - shorter is no handle
            found.append(Handle(value, *match.span(), *_form(match.group())))
    return tuple(found)


def _form(word: str) -> tuple[str, float]:
    if word[0] == "@":
        return "at", 0.8
    if "." in word or "_" in word:
        return "signed", 0.7
    return ("digits", 0.5) if any(char.isdigit() for char in word) else ("word", 0.15)


def find(text: Text, lang: str | None, postcode: str | None) -> tuple[Phone, ...]:
    """Give what looks like a phone number."""
    del postcode
    found = []
    for match in _DIGITS.finditer(text.folded):
        for region in ("FR", _REGIONS.get(lang or "", "GB"), "US"):
            try:
                number = phonenumbers.parse(match.group(), region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_possible_number(number):
                e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                found.append(Phone(e164, *match.span(), "plain", 0.8, "digits of a phone number"))
                break
    return tuple(found)
