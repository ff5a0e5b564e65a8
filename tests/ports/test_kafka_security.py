"""Brokers that ask for TLS on both sides and for a password."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.adapters.distributed.kafka_access import KafkaAccess, KafkaAway
from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from shared.adapters.distributed.kafka_topics import check_topics
from tests.engines.kafka import KafkaServer
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.ports.test_event_bus import head

MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required username=broker password=between;"
WARD = "20194"


def write_certificate(folder: Path) -> Path:
    """One file with a key and a certificate that vouches for itself: for the broker, the client and both's trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "onetwenty tests")])
    today = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today)
        .not_valid_after(today + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(private + certificate.public_bytes(pem))
    (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
    return folder


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[KafkaAccess]:
    skip_without("kafka")
    write_certificate(tmp_path)
    settings = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": tmp_path / "both.pem",
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": tmp_path / "ca.pem",
        "listener.name.clients.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "listener.name.clients.scram-sha-512.sasl.jaas.config": MODULE,
    }
    try:
        server = KafkaServer(tmp_path, "SASL_SSL", settings, "[name=service,password=a long one]")
        server.start()
    except EngineMissing as missing:
        fail_missing("kafka", missing)
    yield KafkaAccess(
        server.bootstrap,
        security_protocol="SASL_SSL",
        user="service",
        password="a long one",
        tls_ca=tmp_path / "ca.pem",
        tls_certificate=tmp_path / "both.pem",
        partitions=2,
    )
    server.kill()


async def test_who_has_the_certificate_and_the_password_is_let_in(secured: KafkaAccess) -> None:
    await check_topics(secured, ["visits"], create=True)
    bus = KafkaEventBus(secured, ["visits"])
    await bus.publish_heads([head("visits", WARD, 3)])
    assert await bus.heads() == [head("visits", WARD, 3)]
    await bus.close()
    for stranger in (
        replace(secured, password="another"),
        replace(secured, tls_certificate=None),
        replace(secured, tls_ca=None),
        replace(secured, security_protocol="PLAINTEXT"),
    ):
        with pytest.raises(KafkaAway):
            await check_topics(stranger, ["visits"], create=False)
