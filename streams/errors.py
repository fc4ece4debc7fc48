"""The errors of the edge, each under the base that says who can mend it (`processors.errors`)."""

from __future__ import annotations

from processors.errors import OperatorError, TocsinError


class SettingError(OperatorError):
    """A setting is wrong or unknown; the text names it, what was expected, and the nearest known name."""


class BrokerUnreachableError(OperatorError):
    """No Kafka broker answers at the bootstrap address, or it refuses our credentials."""


class FileError(OperatorError):
    """A file given can't be opened, or is not what its name says."""


class BrokerStartError(OperatorError):
    """The Apache Kafka that comes along can't start: an extra, the network, a port or a folder is missing or taken."""


class TopicError(OperatorError):
    """The cluster refuses a topic, or topics are not as the settings say."""


class UnhealthyError(OperatorError):
    """A worker doesn't answer, or makes no progress."""


class WorkerError(TocsinError):
    """A worker crashed, or did not start or stop in time; the exception that crashed it is its cause."""
