"""A service alone says at its start which setting it lacks, and what to give; it reaches for no server before that."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.system_clock import SystemClock
from shared.settings import Settings, SettingsRefused

ALL: dict[str, Any] = {
    "mongo_url": "mongodb://127.0.0.1:9",
    "kafka_bootstrap": "127.0.0.1:9",
    "keys_url": "http://127.0.0.1:9",
    "ledgers": "assignment=http://127.0.0.1:9,visits=http://127.0.0.1:9",
    "service_token": "abc",
    "master_key": bytes(range(32)),
}
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
]


@pytest.mark.parametrize(("service", "given", "name"), CASES)
async def test_what_is_missing_is_named(service: str, given: dict[str, Any], name: str) -> None:
    process = import_module(f"services.{service}.main").process
    with pytest.raises(SettingsRefused) as caught:
        async with process(Settings(**given), SystemClock()):
            pytest.fail("it started")
    assert caught.value.name == f"ONETWENTY_{name.upper()}"
    assert caught.value.remedy
