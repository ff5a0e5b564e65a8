"""Commands against each other: two processes, twins, ids owned elsewhere, races that are never won."""

import asyncio

import pytest

from shared.kernel.failures import Busy
from shared.kernel.messages import Commit
from shared.ports.event_store import AppendRefused
from tests.flows.drawer_commands import OTHER_STREAM, STREAM, envelope, handler_of
from tests.flows.fake_clock import FakeClock
from tests.flows.stops_at_call import StopsAtCall
from tests.flows.toy_drawer import (
    ItemAlreadyIn,
    ItemElsewhere,
    Put,
    Take,
)
from tests.ports.engines import Ports


async def test_of_two_processes_both_are_heard(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    one, two = handler_of(ports, clock), handler_of(beside, clock)
    await one.handle(envelope(Put("pen"), "c1"))
    await two.state(STREAM)
    await one.handle(envelope(Put("ink"), "c2"))
    assert (await two.handle(envelope(Put("paper"), "c3"))).version == 3
    with pytest.raises(ItemAlreadyIn):
        await one.handle(envelope(Put("paper"), "c4"))
    assert await one.state(STREAM) == await two.state(STREAM) == {"pen", "ink", "paper"}


async def test_no_refusal_comes_from_a_stale_copy(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    one, two = handler_of(ports, clock), handler_of(beside, clock)
    await one.handle(envelope(Put("pen"), "c1"))
    await two.handle(envelope(Take("pen"), "c2"))
    assert (await one.handle(envelope(Put("pen"), "c3"))).version == 3
    assert (await two.handle(envelope(Take("pen"), "c4"))).events == ("TakenOut",)


async def test_twins_in_two_processes_have_one_effect(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    handlers = [handler_of(ports, clock), handler_of(beside, clock)] * 4
    answers = await asyncio.gather(*(handler.handle(envelope(Put("pen"), "c1")) for handler in handlers))
    assert {answer.version for answer in answers} == {1}
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 7
    assert len(await ports.visits.read_stream(STREAM)) == 1


async def test_writers_at_one_version_all_come_through(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    handlers = [handler_of(ports, clock), handler_of(beside, clock)]
    await asyncio.gather(*(handlers[n % 2].handle(envelope(Put(f"item {n}"), f"c{n}")) for n in range(20)))
    commits = await ports.visits.read_stream(STREAM)
    assert [commit.version for commit in commits] == list(range(1, 21))
    assert len(await handlers[0].state(STREAM)) == 20


async def test_commands_of_one_stream_queue(ports: Ports, clock: FakeClock) -> None:
    """In one process nobody loses a race, so there is one append for each command."""
    fault = StopsAtCall(10_000, methods=("append",))
    handler = handler_of(ports, clock, fault.around(ports.visits))
    answers = await asyncio.gather(*(handler.handle(envelope(Put(f"item {n}"), f"c{n}")) for n in range(30)))
    assert [answer.version for answer in answers] == list(range(1, 31))
    assert fault.calls == 30


async def test_an_id_owned_elsewhere_is_decided_with_that_known(ports: Ports, clock: FakeClock) -> None:
    handler = handler_of(ports, clock)
    await handler.handle(envelope(Put("pen"), "c1"))
    answer = await handler.handle(envelope(Put("pen"), "c2", OTHER_STREAM))
    assert (answer.events, answer.flags) == (("PutIn",), ("elsewhere",))
    assert await ports.visits.key_owners(["item/pen"]) == {"item/pen": STREAM}
    with pytest.raises(ItemElsewhere):
        await handler.handle(envelope(Put("pen", insists=True), "c3", "20194/drawer/3"))


async def test_an_own_id_may_be_introduced_again(ports: Ports, clock: FakeClock) -> None:
    handler = handler_of(ports, clock)
    await handler.handle(envelope(Put("pen"), "c1"))
    await handler.handle(envelope(Take("pen"), "c2"))
    assert (await handler.handle(envelope(Put("pen"), "c3"))).version == 3
    assert [commit.keys for commit in await ports.visits.read_stream(STREAM)] == [("item/pen",), (), ()]


async def test_a_race_that_is_never_won_is_busy_after_two_seconds(ports: Ports) -> None:
    class Hasty(FakeClock):
        """Every look at it takes half a second."""

        def monotonic(self) -> float:
            self.pass_time(0.5)
            return super().monotonic()

    class Refusing:
        attempts = 0

        def __getattr__(self, name: str) -> object:
            return getattr(ports.visits, name)

        async def append(self, _commit: Commit) -> None:
            self.attempts += 1
            raise AppendRefused

    store = Refusing()
    with pytest.raises(Busy) as caught:
        await handler_of(ports, Hasty(), store).handle(envelope(Put("pen"), "c1"))  # type: ignore[arg-type]
    assert caught.value.retry_after == 1
    assert store.attempts == 5
