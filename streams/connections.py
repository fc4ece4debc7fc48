"""How we connect to Kafka: what each client library wants of the settings, and one text for when it fails.

aiokafka and kafka-python take the same arguments; Faust wants them as credentials.
"""

from __future__ import annotations

import logging
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kafka import KafkaAdminClient
from kafka.errors import (
    AuthorizationError,
    BrokerResponseError,
    IllegalSaslStateError,
    KafkaError,
    RequestTimedOutError,
    SaslAuthenticationFailedError,
    UnsupportedSaslMechanismError,
)

from streams.errors import BrokerUnreachableError, SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faust.types.auth import CredentialsT

    from streams.settings import Kafka

# A person waits for the commands that use this; a worker goes on trying much longer.
_BOOTSTRAP_MS = 6_000


def arguments(kafka: Kafka) -> dict[str, Any]:
    """Give the keyword arguments of a producer, consumer or admin client of aiokafka or kafka-python.

    Raises:
        SettingError: a file of certificates, keys or passwords doesn't hold what it should.
    """
    return {
        "bootstrap_servers": kafka.bootstrap.split(","),
        "client_id": kafka.client_id,
        "request_timeout_ms": kafka.request_timeout_ms,
        **security(kafka),
    }


def security(kafka: Kafka) -> dict[str, Any]:
    """Give those of the `arguments` that encrypt and log in.

    Raises:
        SettingError: as `arguments`.
    """
    given: dict[str, Any] = {"security_protocol": kafka.security_protocol}
    if kafka.security_protocol.endswith("SSL"):
        given["ssl_context"] = _tls(kafka)
    if kafka.security_protocol.startswith("SASL"):
        given["sasl_mechanism"] = kafka.sasl_mechanism
        given["sasl_plain_username"] = kafka.sasl_username
        given["sasl_plain_password"] = _password(kafka)
    return given


def faust_credentials(kafka: Kafka) -> CredentialsT | None:
    """Give the same for a Faust app's `broker_credentials`; None where connections are plain.

    Raises:
        SettingError: as `arguments`.
    """
    import faust  # noqa: PLC0415 - takes half a second, which commands without a worker save

    given = security(kafka)
    if "sasl_mechanism" in given:
        return faust.SASLCredentials(
            username=given["sasl_plain_username"],
            password=given["sasl_plain_password"],
            mechanism=given["sasl_mechanism"],
            ssl_context=given.get("ssl_context"),
        )
    return faust.SSLCredentials(given["ssl_context"]) if "ssl_context" in given else None


@contextmanager
def admin(kafka: Kafka) -> Iterator[KafkaAdminClient]:
    """Connect kafka-python's admin client; within, Kafka's own errors become ours.

    Raises:
        BrokerUnreachableError: no broker answers, or it refuses us.
        SettingError: as `arguments`.
    """
    with connecting(kafka):
        client = KafkaAdminClient(**arguments(kafka), bootstrap_timeout_ms=_BOOTSTRAP_MS)
        try:
            yield client
        finally:
            client.close()


@contextmanager
def connecting(kafka: Kafka) -> Iterator[None]:
    """Turn what kafka-python raises within into one readable error, and keep its own log quiet meanwhile.

    Raises:
        BrokerUnreachableError: no broker answers, or it refuses us.
    """
    with _overheard() as causes:
        try:
            yield
        except KafkaError as error:
            told = (text for kind in _KINDS for cause in (*causes, error) if (text := kind(kafka, cause)))
            raise BrokerUnreachableError(next(told)) from error


def _login(kafka: Kafka, cause: BaseException) -> str | None:
    if not isinstance(cause, (SaslAuthenticationFailedError, IllegalSaslStateError, UnsupportedSaslMechanismError)):
        return None
    return f"{kafka.bootstrap} does not let {kafka.sasl_username or 'us'} in ({cause}): look at {_OF_LOGIN}"


def _encryption(kafka: Kafka, cause: BaseException) -> str | None:
    if "Handshake failed" not in str(cause):
        return None
    return (
        f"no secure connection to {kafka.bootstrap} ({cause}): look at kafka.security_protocol, kafka.tls_ca_file, "
        "kafka.tls_cert_file, and the name in the broker's certificate"
    )


def _ending(kafka: Kafka, cause: BaseException) -> str | None:
    # A broker that refuses a login often ends the connection before its answer has been read.
    if "socket disconnected" not in str(cause):
        return None
    return f"{kafka.bootstrap} takes the connection and ends it ({kafka.security_protocol}): look at {_OF_LOGIN}"


def _permission(kafka: Kafka, cause: BaseException) -> str | None:
    if not isinstance(cause, AuthorizationError):
        return None
    return f"{kafka.bootstrap} does not allow {kafka.sasl_username or 'us'} this ({cause}): its ACLs have to"


def _refusal(kafka: Kafka, cause: BaseException) -> str | None:
    if not isinstance(cause, BrokerResponseError) or isinstance(cause, RequestTimedOutError):
        return None
    return f"{kafka.bootstrap} answers, and refuses this: {cause}"


def _silence(kafka: Kafka, cause: BaseException) -> str:
    return (
        f"no Kafka broker answers at {kafka.bootstrap} as {kafka.security_protocol} ({cause}): start one "
        "(`tocsin broker`), or set kafka.bootstrap (TOCSIN_KAFKA_BOOTSTRAP) and kafka.security_protocol"
    )


_OF_LOGIN = "kafka.security_protocol, kafka.sasl_mechanism, kafka.sasl_username and the password"
_KINDS = (_permission, _login, _encryption, _ending, _refusal, _silence)
"""What may be wrong, what tells most first. While it starts, kafka-python tries again whatever was wrong; at the end it
raises a time-out that says nothing, and the causes are in its log alone."""


class _Causes(logging.Handler):
    """Keeps the exceptions that are logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple):
            self.found += [argument for argument in record.args if isinstance(argument, BaseException)]


@contextmanager
def _overheard() -> Iterator[list[BaseException]]:
    logger, causes = logging.getLogger("kafka"), _Causes()
    propagated, logger.propagate = logger.propagate, False
    level = logger.level
    logger.setLevel(logging.WARNING)  # whatever is logged of it otherwise
    logger.addHandler(causes)
    try:
        yield causes.found
    finally:
        logger.removeHandler(causes)
        logger.setLevel(level)
        logger.propagate = propagated


def _tls(kafka: Kafka) -> ssl.SSLContext:
    password = kafka.tls_key_password
    try:
        context = ssl.create_default_context(cafile=kafka.tls_ca_file)
    except (OSError, ssl.SSLError) as error:
        raise SettingError(f"kafka.tls_ca_file: expected certificates in PEM: {kafka.tls_ca_file}") from error
    try:
        if kafka.tls_cert_file is not None:
            # An empty password in place of none: a key that needs one must not make OpenSSL ask at the terminal.
            secret = password.get_secret_value() if password else ""
            context.load_cert_chain(kafka.tls_cert_file, kafka.tls_key_file, secret)
    except (OSError, ssl.SSLError) as error:
        raise SettingError(
            f"kafka.tls_cert_file, kafka.tls_key_file, kafka.tls_key_password: expected a certificate and its key in "
            f"PEM, and the key's password if it has one: {kafka.tls_cert_file}"
        ) from error
    return context


def _password(kafka: Kafka) -> str:
    if kafka.sasl_password is not None:
        return kafka.sasl_password.get_secret_value()
    if kafka.sasl_password_file is None:
        raise SettingError("kafka.sasl_password or kafka.sasl_password_file: expected one of them")
    try:
        first = kafka.sasl_password_file.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"kafka.sasl_password_file: expected a file in UTF-8: {kafka.sasl_password_file}") from error
    if not first:
        raise SettingError(
            f"kafka.sasl_password_file: expected a password on the first line: {kafka.sasl_password_file}"
        )
    return first
