from __future__ import annotations

import asyncio
import gc
import logging
import os
import ssl
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion
from kafka.errors import (
    InvalidTopicError,
    KafkaConnectionError,
    KafkaError,
    RequestTimedOutError,
    TopicAuthorizationFailedError,
)

from streams.broker import Broker
from streams.connections import admin, arguments, connecting, faust_credentials, security
from streams.errors import BrokerUnreachableError, SettingError
from streams.settings import Kafka, Topics, load
from streams.topics import create, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import trustme

USER, PASSWORD = "worker", "correct horse"


class Pems(NamedTuple):
    """Files of one authority, of a broker's certificate and of a client's."""

    ca: Path
    broker: Path
    client: Path


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> Pems:
    folder = tmp_path_factory.mktemp("pems")
    authority = authority_of_its_own()
    found = Pems(folder / "ca.pem", folder / "broker.pem", folder / "client.pem")
    authority.cert_pem.write_to_path(found.ca)
    found.broker.write_bytes(_for_java(authority.issue_cert("127.0.0.1")))
    authority.issue_cert("worker@tocsin.test").private_key_and_cert_chain_pem.write_to_path(found.client)
    return found


def authority_of_its_own() -> trustme.CA:
    found: trustme.CA = pytest.importorskip("trustme", reason="an environment older than docker/requirements.lock").CA()
    return found


def _for_java(issued: trustme.LeafCert) -> bytes:
    """Give key and chain in one file, the key as PKCS #8: Kafka takes no other."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - trustme brings it
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
    )

    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    chain = b"".join(pem.bytes() for pem in issued.cert_chain_pems)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + chain


@pytest.fixture(scope="module")
def secured(pems: Pems) -> Iterator[Broker]:
    """Start a broker that also listens with TLS (and wants our certificate), and with TLS and a login."""
    login = "org.apache.kafka.common.security.{}.{}LoginModule required"
    users = f'username="{USER}" password="{PASSWORD}" user_{USER}="{PASSWORD}"'
    properties = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(pems.broker),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(pems.ca),
        "listener.name.ssl.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
        "listener.name.sasl_ssl.plain.sasl.jaas.config": f"{login.format('plain', 'Plain')} {users};",
        "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config": f"{login.format('scram', 'Scram')};",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": f"{login.format('scram', 'Scram')};",
    }
    with Broker(listeners=("SSL", "SASL_SSL"), properties=properties) as running:
        with admin(Kafka(bootstrap=running.bootstrap)) as client:
            for mechanism in (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512):
                user = UserScramCredentialUpsertion(USER, mechanism, PASSWORD)
                assert client.alter_user_scram_credentials([user]) == {USER: None}
        yield running


def _variables(broker: Broker, protocol: str, pems: Pems, **more: str) -> dict[str, str]:
    values = {"bootstrap": broker.address(protocol), "security_protocol": protocol, "tls_ca_file": str(pems.ca)} | more
    return {f"TOCSIN_KAFKA_{name.upper()}": value for name, value in values.items()}


def _kafka(broker: Broker, protocol: str, pems: Pems, **more: str) -> Kafka:
    return load(None, _variables(broker, protocol, pems, **more)).kafka


WAYS = {
    "TLS with our certificate": ("SSL", {}),
    "PLAIN": ("SASL_SSL", {"sasl_mechanism": "PLAIN"}),
    "SCRAM-SHA-256": ("SASL_SSL", {"sasl_mechanism": "SCRAM-SHA-256"}),
    "SCRAM-SHA-512": ("SASL_SSL", {"sasl_mechanism": "SCRAM-SHA-512"}),
}


def _way(broker: Broker, pems: Pems, protocol: str, more: dict[str, str]) -> Kafka:
    login = {"sasl_username": USER, "sasl_password": PASSWORD} if more else {"tls_cert_file": str(pems.client)}
    return _kafka(broker, protocol, pems, **login, **more)


@pytest.mark.broker
@pytest.mark.parametrize(("protocol", "more"), WAYS.values(), ids=WAYS.keys())
async def test_every_client_gets_in(secured: Broker, pems: Pems, protocol: str, more: dict[str, str]) -> None:
    kafka = _way(secured, pems, protocol, more)
    topic = f"in.{'.'.join([protocol, *more.values()])}"

    with admin(kafka) as client:
        client.create_topics({topic: {"num_partitions": 1}}, wait_for_metadata=True)
    async with AIOKafkaProducer(**arguments(kafka), enable_idempotence=True) as producer:
        await producer.send_and_wait(topic, b"in")
    async with AIOKafkaConsumer(topic, **arguments(kafka), auto_offset_reset="earliest") as consumer:
        assert (await consumer.getone()).value == b"in"


@pytest.mark.broker
@pytest.mark.parametrize("protocol", ["SSL", "SASL_SSL"])
async def test_a_worker_reads_and_writes_as_its_environment_says(secured: Broker, pems: Pems, protocol: str) -> None:
    login = {"sasl_username": USER, "sasl_password": PASSWORD} if protocol == "SASL_SSL" else {}
    variables = _variables(secured, protocol, pems, tls_cert_file=str(pems.client), **login)
    variables |= {
        f"TOCSIN_TOPICS_{name.upper()}_NAME": f"{protocol}.{name}" for name in Topics.model_fields if "_" not in name
    }
    settings = load(None, variables)
    create(settings.kafka, table(settings.topics))
    command = [sys.executable, "-c", "from streams.cli import main; main()", "worker", "--stages", "scan"]
    environment = os.environ | variables | {"TOCSIN_WORKER_HEALTH_PORT": "0"}

    async with AIOKafkaProducer(**arguments(settings.kafka)) as producer:
        await producer.send_and_wait(settings.topics.raw.name, b"no JSON")
    worker = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
    rejected = settings.topics.rejected.name
    try:
        async with AIOKafkaConsumer(rejected, **arguments(settings.kafka), auto_offset_reset="earliest") as consumer:
            record = await asyncio.wait_for(consumer.getone(), 60)
    finally:
        worker.terminate()
        _, told = await worker.communicate()

    assert record.value == b"no JSON"
    assert worker.returncode == 0, told.decode()


@pytest.mark.broker
@pytest.mark.filterwarnings("ignore:unclosed <s:ResourceWarning")  # kafka-python forgets it when a start fails
@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-512"])
def test_a_wrong_password_is_told_without_it(
    secured: Broker, pems: Pems, mechanism: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.connections._BOOTSTRAP_MS", 1500)
    login = {"sasl_username": USER, "sasl_password": "hunter2", "sasl_mechanism": mechanism}

    with (
        pytest.raises(
            BrokerUnreachableError,
            match=r"(does not let worker in|ends it) .*look at kafka\.security_protocol, kafka\.sasl_mechanism",
        ) as caught,
        admin(_kafka(secured, "SASL_SSL", pems, **login)),
    ):
        pass

    assert "hunter2" not in str(caught.value)
    gc.collect()


@pytest.fixture
def library_level(request: pytest.FixtureRequest) -> Iterator[int]:
    """Log kafka-python from this level on: a worker that starts has silenced it."""
    logger = logging.getLogger("kafka")
    before = logger.level
    logger.setLevel(request.param)
    yield request.param
    logger.setLevel(before)


@pytest.mark.broker
@pytest.mark.filterwarnings("ignore:unclosed <s:ResourceWarning")  # as above
@pytest.mark.parametrize("library_level", [logging.WARNING, logging.CRITICAL], indirect=True)
def test_a_broker_that_nobody_vouches_for_is_refused(
    secured: Broker, pems: Pems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library_level: int
) -> None:
    monkeypatch.setattr("streams.connections._BOOTSTRAP_MS", 300)
    stranger = tmp_path / "stranger.pem"
    authority_of_its_own().cert_pem.write_to_path(stranger)

    with (
        pytest.raises(BrokerUnreachableError, match=r"no secure connection .*CERTIFICATE_VERIFY_FAILED.*tls_ca_file"),
        admin(_kafka(secured, "SSL", pems, tls_ca_file=str(stranger))),
    ):
        pass

    assert logging.getLogger("kafka").level == library_level
    gc.collect()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(TopicAuthorizationFailedError("chat.raw"), "does not allow us this", id="permission"),
        pytest.param(InvalidTopicError("a b"), "answers, and refuses this: .*a b", id="refusal"),
        pytest.param(RequestTimedOutError("late"), "no Kafka broker answers", id="time-out"),
        pytest.param(KafkaConnectionError("gone"), "no Kafka broker answers", id="connection"),
    ],
)
def test_what_kafka_says_later_is_told_apart(error: KafkaError, told: str) -> None:
    with pytest.raises(BrokerUnreachableError, match=told), connecting(Kafka()):
        raise error


def test_plain_connections_carry_no_credentials() -> None:
    assert security(Kafka()) == {"security_protocol": "PLAINTEXT"}
    assert faust_credentials(Kafka()) is None


def test_a_login_without_encryption_has_no_tls(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from the file\nnot this line\n")
    kafka = load(
        None,
        {
            "TOCSIN_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
            "TOCSIN_KAFKA_SASL_USERNAME": USER,
            "TOCSIN_KAFKA_SASL_PASSWORD_FILE": str(file),
        },
    ).kafka
    credentials = faust_credentials(kafka)

    assert security(kafka) == {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": USER,
        "sasl_plain_password": "from the file",
    }
    assert credentials is not None
    assert credentials.protocol.value == "SASL_PLAINTEXT"


def test_faust_is_given_tls(pems: Pems) -> None:
    kafka = Kafka(security_protocol="SSL", tls_ca_file=pems.ca)
    credentials = faust_credentials(kafka)

    assert credentials is not None
    assert credentials.protocol.value == "SSL"


def test_hosts_are_checked_against_their_certificates(pems: Pems) -> None:
    context = security(Kafka(security_protocol="SSL", tls_ca_file=pems.ca))["ssl_context"]

    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("name", ["tls_ca_file", "tls_cert_file", "sasl_password_file"])
def test_a_file_that_holds_something_else_is_named(name: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("\n")
    values = {"security_protocol": "SASL_SSL", "sasl_username": USER, name: str(file)}
    if name != "sasl_password_file":
        values["sasl_password"] = PASSWORD

    with pytest.raises(SettingError, match=f"kafka.{name}.*: expected"):
        security(load(None, {f"TOCSIN_KAFKA_{key.upper()}": value for key, value in values.items()}).kafka)
