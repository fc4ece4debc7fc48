"""What can go wrong, grouped by who can mend it.

Finding nothing is no error, and a record that can't be read is a reason for a reject (`chat.rejected`), not an
exception that travels. A text names the place of the value, what was expected and how to mend it; it never holds a
chat message, a handle, a pseudonym or a secret.
"""

from __future__ import annotations


class TocsinError(Exception):
    """Anything that we raise ourselves: its text is fit to be shown as it is."""


class OperatorError(TocsinError):
    """Whoever runs tocsin can mend it: a setting, a file, a network, a broker."""


class DefectError(TocsinError):
    """We have to mend it: the code contradicts itself."""
