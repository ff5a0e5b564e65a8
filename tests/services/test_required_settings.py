"""A service alone says at its start which setting it lacks, and what to give; it reaches for no server before that."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from shared.adapters.distributed.mongo_connection import MongoConnection, MongoDriver
from shared.adapters.distributed.required_settings import kafka_access, mongo_access
from shared.adapters.system_clock import SystemClock
from shared.settings import Settings, SettingsRefused, read_settings

ALL: dict[str, Any] = {
    "mongo_url": "mongodb://127.0.0.1:9",
    "kafka_bootstrap": "127.0.0.1:9",
    "keys_url": "http://127.0.0.1:9",
    "ledgers": "assignment=http://127.0.0.1:9,visits=http://127.0.0.1:9",
    "service_token": "abc",
    "master_key": bytes(range(32)),
}
JUNK = Path(__file__)
"""A file that is no certificate."""
NO_ADDRESSES = (
    "mongodb://",
    "mongodb://h:99999",
    "mongodb://user:long@secret@h",
    "mongodb://a,b/?directConnection=true",
)
NO_BROKERS = ("127.0.0.1:abc", "kafka:99999", "kafka:0", "kafka:", "kafka:9092,", "http://kafka:9092", "::1:9092")
WRITING = ("assignment", "visits")


def lacking(name: str) -> dict[str, Any]:
    return {key: value for key, value in ALL.items() if key != name}


CASES: list[tuple[str, dict[str, Any], str]] = [
    *((service, lacking(name), name) for service in WRITING for name in ALL),
    *(("reporting", lacking(name), name) for name in ALL if name != "master_key"),
    ("access", {}, "signing_key"),
    ("access", {"signing_key": "no key"}, "signing_key"),
    ("assignment", ALL | {"ledgers": "assignment=http://127.0.0.1:9"}, "ledgers"),
    ("visits", ALL | {"mongo_user": "onetwenty"}, "mongo_password"),
    ("visits", ALL | {"mongo_tls_ca": Path("none.pem")}, "mongo_tls_ca"),
    ("reporting", ALL | {"kafka_security": "SASL_SSL", "kafka_user": "onetwenty"}, "kafka_password"),
    ("reporting", ALL | {"kafka_tls_cert": Path(__file__)}, "kafka_tls_key"),
    ("reporting", ALL | {"kafka_security": "SSL", "kafka_tls_ca": Path("none.pem")}, "kafka_tls_ca"),
    *(("visits", ALL | {"mongo_url": url}, "mongo_url") for url in NO_ADDRESSES),
    ("visits", ALL | {"mongo_tls_ca": JUNK}, "mongo_tls_ca"),
    ("visits", ALL | {"mongo_tls_cert_key": JUNK}, "mongo_tls_cert_key"),
    *(("reporting", ALL | {"kafka_bootstrap": brokers}, "kafka_bootstrap") for brokers in NO_BROKERS),
    ("reporting", ALL | {"kafka_security": "SSL", "kafka_tls_ca": JUNK}, "kafka_tls_ca"),
    ("reporting", ALL | {"kafka_security": "SSL", "kafka_tls_cert": JUNK, "kafka_tls_key": JUNK}, "kafka_tls_cert"),
    ("reporting", ALL | {"kafka_tls_ca": JUNK}, "kafka_tls_ca"),
    ("reporting", ALL | {"kafka_user": "onetwenty"}, "kafka_user"),
    ("reporting", ALL | {"kafka_security": "SSL", "kafka_password": "long"}, "kafka_password"),
    (
        "reporting",
        ALL | {"kafka_security": "SASL_PLAINTEXT", "kafka_user": "a", "kafka_password": "b", "kafka_tls_ca": JUNK},
        "kafka_tls_ca",
    ),
]


@pytest.mark.parametrize(("service", "given", "name"), CASES)
async def test_what_is_missing_is_named(service: str, given: dict[str, Any], name: str) -> None:
    process = import_module(f"services.{service}.main").process
    with pytest.raises(SettingsRefused) as caught:
        async with process(Settings(**given), SystemClock()):
            pytest.fail("it started")
    assert caught.value.name == f"ONETWENTY_{name.upper()}"
    assert caught.value.remedy
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("brokers", ["kafka", "kafka-1:9092, kafka-2:9092", "[::1]:9092"])
async def test_brokers_are_taken_as_their_driver_takes_them(brokers: str) -> None:
    access = kafka_access(Settings(**ALL | {"kafka_bootstrap": brokers}))
    bus = KafkaEventBus(access, ())
    await bus.close()
    assert access.bootstrap == brokers


@pytest.mark.parametrize("driver", ["motor", "pymongo"])
@pytest.mark.parametrize("level", ["local", "available"])
async def test_an_address_does_not_weaken_what_is_written_and_read(driver: MongoDriver, level: str) -> None:
    weak = f"w=0&journal=false&readConcernLevel={level}&readPreference=secondaryPreferred"
    url = f"mongodb://127.0.0.1:9/?{weak}"
    connection = MongoConnection(mongo_access(Settings(**ALL | {"mongo_url": url, "mongo_driver": driver})))
    opened = connection.collection("visits", "commits")._collection
    written, read_at, read_from = opened.write_concern.document, opened.read_concern.level, opened.read_preference
    await connection.close()
    assert (written["w"], written["j"], read_at, read_from.name) == ("majority", True, "majority", "Primary")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEYS_URL", "http://access:99999"),
        ("KEYS_URL", "http://access:abc"),
        ("KEYS_URL", "http://access:0"),
        ("LEDGERS", "visits=http://visits:99999"),
    ],
)
def test_an_address_with_an_odd_port_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"ONETWENTY_{name}", value)
    with pytest.raises(SettingsRefused) as caught:
        read_settings()
    assert caught.value.name == f"ONETWENTY_{name}"
