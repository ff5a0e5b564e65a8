"""What every clock promises: the present in UTC, waits that never shrink, ids that sort as they were made."""

import uuid
from datetime import UTC, timedelta
from itertools import pairwise

import pytest

from shared.adapters.system_clock import SystemClock
from shared.ports.clock import Clock


@pytest.fixture(params=[SystemClock])
def clock(request: pytest.FixtureRequest) -> Clock:
    made: Clock = request.param()
    return made


def test_the_present_is_in_utc(clock: Clock) -> None:
    assert clock.now().tzinfo is UTC
    assert clock.now().utcoffset() == timedelta(0)


def test_waits_never_go_back(clock: Clock) -> None:
    readings = [clock.monotonic() for _ in range(100)]
    assert all(earlier <= later for earlier, later in pairwise(readings))


def test_ids_are_uuids_of_version_7(clock: Clock) -> None:
    made = [uuid.UUID(clock.new_id()) for _ in range(100)]
    assert {(each.version, each.variant) for each in made} == {(7, uuid.RFC_4122)}
    assert len(set(made)) == 100


def test_an_id_carries_the_millisecond_of_its_making(clock: Clock) -> None:
    before = clock.now()
    milliseconds = uuid.UUID(clock.new_id()).int >> 80
    after = clock.now()
    assert int(before.timestamp() * 1000) - 1 <= milliseconds <= int(after.timestamp() * 1000) + 1


def test_ids_made_later_sort_later(clock: Clock) -> None:
    first = clock.new_id()
    waited = clock.now() + timedelta(milliseconds=2)
    while clock.now() < waited:
        continue
    assert first < clock.new_id()
