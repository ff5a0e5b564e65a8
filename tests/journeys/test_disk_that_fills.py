"""A disk that fills while the system serves: whoever writes is told to wait, readers go on, and nothing is lost."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from shared.adapters.system_clock import SystemClock
from tests.journeys.asking import Caller, until
from tests.journeys.damage import DESK, WARD, Disk, household, small_disk
from tests.journeys.serving import Serving, onetwenty, serving, token

MOST_TRIES = 5000
CLOCK = SystemClock()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", kilobytes=16_384) as small:
        yield small


class Writer:
    """Registers households, each under its own key, and remembers those that were acknowledged."""

    def __init__(self, running: Serving) -> None:
        bearer = token(running.data, DESK, WARD)
        self._client = httpx.Client(
            base_url=running.url, headers={"Authorization": f"Bearer {bearer}", "Accept-Language": "en"}, timeout=30
        )
        self.acknowledged: set[str] = set()

    def send(self, key: str) -> httpx.Response:
        answer = self._client.post(
            f"/api/assignment/v1/wards/{WARD}/households",
            json=household(key),
            headers={"Idempotency-Key": key},
        )
        if answer.status_code == 201:
            self.acknowledged.add(key)
        return answer

    def until_refused(self) -> tuple[str, httpx.Response]:
        """The key and the answer of the first that could not be stored."""
        for _ in range(MOST_TRIES):
            key = CLOCK.new_id()
            answer = self.send(key)
            if answer.status_code != 201:
                return key, answer
        raise AssertionError("the disk never filled")

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()


def province_of(running: Serving) -> Caller:
    return Caller(running.url, token(running.data, "province"))


def registered(province: Caller) -> int:
    found = province.get("reporting/v1/province")
    return int(found["households"]["registered"]) if not found["as_of"]["assignment"]["waiting"] else -1


def test_writers_wait_until_there_is_room_again(disk: Disk) -> None:
    data = disk.folder / "data"
    with serving(data) as running, Writer(running) as writer, closing(province_of(running)) as province:
        assert writer.send(CLOCK.new_id()).status_code == 201
        until(lambda: registered(province) == 1, "the first household's figures")
        disk.fill(running.pid)
        key, refused = writer.until_refused()
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable")
        assert int(refused.headers["retry-after"]) > 0
        assert refused.json()["remedy"] == "Send the same again in a few seconds."
        assert httpx.get(f"{running.url}/api/assignment/healthz").status_code == 200
        assert province.get("reporting/v1/province")["households"]["registered"] >= 1
        disk.free(running.pid)
        until(lambda: writer.send(key).status_code == 201, "room to write again")
        assert writer.send(key).headers["Idempotent-Replayed"] == "true"
        until(lambda: registered(province) == len(writer.acknowledged), "the figures of all that was acknowledged")
        assert running.stop() == 0
    assert onetwenty("rebuild", "--data", str(data)).returncode == 0


def test_after_a_crash_on_a_full_disk_all_that_was_acknowledged_is_there(disk: Disk) -> None:
    data = disk.folder / "data"
    with serving(data) as running, Writer(running) as writer:
        disk.fill(running.pid)
        writer.until_refused()
        running.kill()
    disk.empty()
    with serving(data) as running, closing(province_of(running)) as province:
        until(lambda: registered(province) == len(writer.acknowledged), "the figures of all that was acknowledged")
