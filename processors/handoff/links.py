"""Addresses that lead to a contact: links of the apps, and electronic mail.

Broken ones ("t dot me slash …", "… arobase … point com", "hxxps://instagram[.]com/…") are glued by `dictation.py` and
then read here. The hosts and what comes before the handle stand in `apps.toml`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.apps import APPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Address(NamedTuple):
    """Where an address leads: an app, and what one types into it; the span is half-open, in the text that was read."""

    app: str
    handle: str
    start: int
    end: int


def _by_host() -> Mapping[str, list[tuple[str, str]]]:
    """Give of each host what comes before the handle, and the app; the longest first."""
    hosts: dict[str, list[tuple[str, str]]] = {}
    for app in APPS.values():
        for link in app.links:
            host, slash, path = link.partition("/")
            if slash:
                hosts.setdefault(host, []).append((slash + path, app.name))
        for name in (app.name, *app.names):
            hosts.setdefault(name, []).append(("/", app.name))  # "insta/lulu"
    return {host: sorted(rows, key=lambda row: (-len(row[0]), row)) for host, rows in hosts.items()}


_HOSTS: Final = _by_host()
_NAMES: Final = frozenset(name for app in APPS.values() for name in (app.name, *app.names, *app.short))
_URL: Final = re.compile(r"(?<![\w.@-])(?:www\.|m\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)(/[^\s<>\"',]+)")
_HANDLE: Final = re.compile(r"@?\+?[a-z0-9_](?:[a-z0-9_.#-]*[a-z0-9_])?")
_MAIL: Final = re.compile(
    r"(?<![\w.+-])[a-z0-9_](?:[a-z0-9_.+-]{0,62}[a-z0-9_])?@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}(?![a-z0-9@])"
)
# Pages that are nobody's.
_NOBODY: Final = frozenset(
    {
        "explore", "reel", "reels", "p", "tv", "stories", "accounts", "about", "help", "legal", "privacy", "login",
        "signup", "home", "watch", "events", "marketplace", "share", "sharer", "sharer.php", "hashtag", "intent",
        "search", "i", "settings", "status", "discover", "foryou", "trending", "channels", "download", "developers",
        "groups", "pages", "posts", "photo", "video", "videos",
    }
)  # fmt: skip
_BY_NUMBER: Final = frozenset({"whatsapp", "signal"})


def addresses(folded: str) -> Iterator[Address]:
    """Give every address in a text that is in lower case; nothing of pages that no app could find anyone by."""
    if "@" in folded:
        for mail in _MAIL.finditer(folded):
            yield Address("email", mail.group(), *mail.span())
    if "/" in folded:
        for url in _URL.finditer(folded):
            if (found := _contact(url[1], url[2])) is not None:
                yield Address(*found, *url.span())


def _contact(host: str, path: str) -> tuple[str, str] | None:
    rows = _HOSTS.get(host) or _HOSTS.get(host.partition(".")[2])  # "fr.example" is "example" in French
    for before, app in rows or ():
        if not path.startswith(before):
            continue
        handle = _HANDLE.match(path, len(before))
        if handle is None or (name := handle.group().lstrip("@+")) in _NOBODY or ("." not in host and name in _NAMES):
            return None
        return app, f"+{name}" if app in _BY_NUMBER and name.isdecimal() else name
    return None
