"""Nothing about people lies in the clear in anything that a system writes: searched for, byte by byte."""

import json
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.adapters.master_key import master_key_path, read_master_key
from tests.engines import kafka, mongo
from tests.journeys.asking import Caller, ledger, until
from tests.journeys.canaries import WARD, Canaries, contents, found_in, plant
from tests.journeys.collector import Collector, collecting
from tests.journeys.distributed import REPLICAS, distributed
from tests.journeys.modes import System
from tests.journeys.serving import onetwenty, serving, token

NOISY = {"ONETWENTY_LOG_LEVEL": "DEBUG"}
SOURCES = ("assignment", "visits", "access")


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


def said(system: System, collector: Collector, canaries: Canaries) -> Iterator[tuple[str, bytes]]:
    """What is told to others: metrics, ledgers, logs, traces, and problems."""
    with httpx.Client(base_url=system.url, timeout=30) as anyone:
        for service in REPLICAS:
            yield f"metrics of {service}", anyone.get(f"/api/{service}/metrics").content
            yield f"readiness of {service}", anyone.get(f"/api/{service}/readyz").content
    with closing(Caller(system.url, token(system.data, "auditor"))) as auditor:
        for source in SOURCES:
            yield f"ledger of {source}", json.dumps(ledger(auditor, source, WARD), ensure_ascii=False).encode()
    with closing(Caller(system.url, token(system.data, "province"))) as province:
        for path in ("province", "wards", f"wards/{WARD}", f"wards/{WARD}/villages", "trend"):
            yield f"figures of {path}", json.dumps(province.get(f"reporting/v1/{path}"), ensure_ascii=False).encode()
    yield from ((log.name, log.read_bytes()) for log in system.logs())
    yield "traces", b"\n".join(collector.raw)
    yield "problems", b"\n".join(canaries.answers)


def folded(system: System) -> None:
    """Wait until reporting's figures hold the household."""
    with closing(Caller(system.url, token(system.data, "province"))) as province:
        until(lambda: province.get(f"reporting/v1/wards/{WARD}")["visits"]["total"] == 0, "the voided visit")
        until(lambda: province.get(f"reporting/v1/wards/{WARD}")["households"]["registered"] == 1, "the household")


def keys_of(data: Path) -> dict[str, bytes]:
    """The wrapped keys that the vaults hold, by service and subject."""
    found: dict[str, bytes] = {}
    for path in data.glob("*.vault.db"):
        with closing(sqlite3.connect(path)) as vault:
            rows = vault.execute("SELECT subject, wrapped FROM subjects WHERE wrapped IS NOT NULL").fetchall()
        found |= {f"{path.name}:{subject}": wrapped for subject, wrapped in rows}
    return found


def sealed_in(system: System) -> list[dict[str, Any]]:
    """The events about people."""
    with closing(Caller(system.url, token(system.data, "auditor"))) as auditor:
        events = [event for source in SOURCES[:2] for event in ledger(auditor, source, WARD)]
    return [event for event in events if event["data"].get("sealed")]


def opened_by(kept: dict[str, bytes], events: list[dict[str, Any]], data: Path) -> set[str]:
    """The fields that any of the kept keys opens, each tried on every box."""
    master = read_master_key(master_key_path(data))
    keys = [AESGCM(master.unwrap(wrapped, name.partition(":")[2])) for name, wrapped in kept.items()]
    found = set()
    for event in events:
        for name, box in event["data"]["sealed"].items():
            binding = "\x1f".join((WARD, event["subject"], event["id"], name)).encode()
            if any(opens(key, box, binding) for key in keys):
                found.add(name.rpartition("/")[2])
    return found


def opens(key: AESGCM, box: str, binding: bytes) -> bool:
    raw = urlsafe_b64decode(box)
    try:
        return bool(key.decrypt(raw[:12], raw[12:], binding))
    except InvalidTag:
        return False


def test_nothing_lies_in_a_folder_in_the_clear(tmp_path: Path, canaries: Canaries, collector: Collector) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    copies.mkdir()
    with serving(data, environment={**NOISY, "ONETWENTY_TRACES": collector.url}) as system:
        plant(system, canaries)
        folded(system)
        assert found_in(contents(data), canaries) == ([], True)
        assert found_in(said(system, collector, canaries), canaries)[0] == []
        onetwenty("backup", str(copies / "backup"), "--data", str(data))
        assert found_in(contents(copies), canaries) == ([], True)
        kept, sealed = keys_of(data), sealed_in(system)
        assert {"head_name", "note", "name"} <= opened_by(kept, sealed, data)
        erase(system, canaries)
        assert_gone(data, canaries, kept)
        assert opened_by(keys_of(data), sealed, data) == set()
    assert found_in(contents(data), canaries) == ([], True)
    assert collector.raw


def erase(system: System, canaries: Canaries) -> None:
    """Both people, to the end."""
    with closing(Caller(system.url, token(system.data, "coordinator", WARD))) as desk:
        for kind, name in (("households", canaries.household), ("volunteers", canaries.volunteer)):
            path = f"assignment/v1/wards/{WARD}/{kind}/{name}/erasure"
            assert desk.send("POST", path).status_code == 200
            until(lambda path=path: desk.get(path)["state"] == "completed", "the evidence")


def assert_gone(data: Path, canaries: Canaries, kept: dict[str, bytes]) -> None:
    """Of the erased no key is left in any file, not even its bytes in a page or a log that is free."""
    erased = {name: key for name, key in kept.items() if canaries.household in name or canaries.volunteer in name}
    assert len(erased) >= 3, "assignment's and visits' of the household, assignment's of the volunteer"
    assert not erased.keys() & keys_of(data).keys()
    for place, content in contents(data):
        assert not [name for name, key in erased.items() if key in content], place


def test_nothing_lies_on_the_servers_in_the_clear(tmp_path: Path, canaries: Canaries, collector: Collector) -> None:
    with distributed(tmp_path, {}) as system:
        stores = [folder for folder in (mongo.data_folder(), kafka.data_folder()) if folder is not None]
        system.environment |= {**NOISY, "ONETWENTY_TRACES": collector.url}
        system.start()
        system.await_working()
        plant(system, canaries)
        folded(system)
        for folder in stores:
            until(lambda folder=folder: found_in(contents(folder), canaries)[1], f"the server to write into {folder}")
            assert found_in(contents(folder), canaries)[0] == []
        assert found_in(said(system, collector, canaries), canaries)[0] == []
        erase(system, canaries)
        with closing(Caller(system.url, token(system.data, "coordinator", WARD))) as desk:
            dossier = desk.send("GET", f"visits/v1/wards/{WARD}/households/{canaries.household}/dossier")
        assert not [text for text in canaries.texts.values() if text in dossier.text]
    assert found_in(contents(tmp_path), canaries)[0] == []
