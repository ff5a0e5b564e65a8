"""Policies follow a topic: an event makes one command, however often it comes, and whatever was away meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from shared.flows import group_member
from shared.flows.follow_topics import TopicFollower
from shared.flows.handle_command import CommandHandler
from shared.flows.policies import policy_command_id, policy_envelope
from shared.flows.sealing import Sealer
from shared.kernel.failures import Busy, Unavailable
from shared.kernel.messages import Commit, LedgerEvent
from tests.flows.fake_clock import FakeClock
from tests.flows.history import WARD, History, events_of, ledgers_of
from tests.flows.stops_at_call import StopsAtCall
from tests.flows.toy_drawer import DRAWER_CODEC, DRAWERS, Command, Put, State
from tests.ports.engines import Ports

POLICY = "put-away"
SOON = 5.0

React = Callable[[Sequence[LedgerEvent]], Awaitable[None]]


def drawers(ports: Ports, store: object | None = None) -> CommandHandler[Command, State]:
    chosen = store or ports.assignment
    return CommandHandler(DRAWERS, chosen, DRAWER_CODEC, Sealer(ports.vault), FakeClock())  # type: ignore[arg-type]


class Drawer:
    """Every call at a door puts one thing into the ward's drawer."""

    def __init__(self, ports: Ports, store: object | None = None) -> None:
        self._assignment = ports.assignment
        self._handler = drawers(ports, store)
        self._news = asyncio.Event()

    async def react(self, events: Sequence[LedgerEvent]) -> None:
        for event in events:
            if event.type == "Called":
                await self._put(event, f"{event.stream}/{event.sequence}")
                self._news.set()

    async def _put(self, event: LedgerEvent, item: str) -> None:
        stream = f"{event.ward}/drawer"
        await self._handler.handle(
            policy_envelope(event, POLICY, stream=stream, ward=event.ward, command=Put(item), answer_id=item)
        )

    async def holds(self, count: int) -> Sequence[Commit]:
        """The drawer's commits, once there are `count` of them."""
        async with asyncio.timeout(SOON):
            while len(commits := await self._assignment.read_stream(f"{WARD}/drawer")) < count:
                await self._news.wait()
                self._news.clear()
        return commits


@asynccontextmanager
async def running(ports: Ports, react: React) -> AsyncIterator[None]:
    follower = TopicFollower(ports.bus, "policy", ["visits"], react, ledgers_of(ports), ports.views)
    task = asyncio.create_task(follower.run())
    yield
    await follower.stop()
    async with asyncio.timeout(SOON):
        await task


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_member, "RETRY_SECONDS", 0.01)


async def test_each_event_makes_its_command_once(ports: Ports) -> None:
    history = History(ports)
    await history.call("a", 1, 2)
    await history.number()
    drawer = Drawer(ports)
    async with running(ports, drawer.react):
        await drawer.holds(2)
        await ports.bus.publish("visits", await events_of(ports, "visits"))
        await history.call("a", 3)
        await history.number()
        commits = await drawer.holds(3)
    events = await events_of(ports, "visits")
    assert [commit.command_id for commit in commits] == [policy_command_id(event, POLICY) for event in events]
    assert commits[0].actor == "policy/put-away"


async def test_another_policy_makes_another_command_of_the_same_event(ports: Ports) -> None:
    history = History(ports)
    await history.call("a", 1)
    await history.number()
    (event,) = await events_of(ports, "visits")
    assert policy_command_id(event, "one") == policy_command_id(event, "one")
    assert policy_command_id(event, "one") != policy_command_id(event, "other")


@pytest.mark.parametrize("failure", [Unavailable(), Busy()], ids=["away", "busy"])
@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_what_is_away_is_tried_again(ports: Ports, failure: Exception, number: int, after: bool) -> None:
    history = History(ports)
    for household in "abc":
        await history.call(household, 1)
    await history.number()
    fault = StopsAtCall(number, after=after, failure=failure, methods=("append",))
    drawer = Drawer(ports, fault.around(ports.assignment))
    async with running(ports, drawer.react):
        await drawer.holds(3)
    assert fault.reached
    commits = await drawer.holds(3)
    assert len(commits) == len({commit.command_id for commit in commits}) == 3


async def test_the_next_process_goes_on_where_the_last_one_stopped(ports: Ports) -> None:
    history = History(ports)
    await history.call("a", 1)
    await history.number()
    seen: list[str] = []

    async def note(events: Sequence[LedgerEvent]) -> None:
        seen.extend(event.id for event in events)
        noted.set()

    noted = asyncio.Event()
    for _ in range(2):
        noted.clear()
        async with running(ports, note), asyncio.timeout(SOON):
            await noted.wait()
        await history.call("a", 1)
        await history.number()
    assert seen == [event.id for event in await events_of(ports, "visits")][:2]


async def test_what_the_topic_lost_is_read_from_the_ledger(ports: Ports) -> None:
    """The relay's message of the second call never arrives; the third one shows that something is missing."""
    history = History(ports)
    await history.call("a", 1)
    await history.number()

    class Lossy:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.bus, name)

        async def publish(self, _source: str, _events: Sequence[LedgerEvent]) -> None:
            return None

    drawer = Drawer(ports)
    async with running(ports, drawer.react):
        await drawer.holds(1)
        lossy = History(replace(ports, bus=Lossy()))
        await history.call("a", 2)
        await lossy.number()
        await history.call("a", 3)
        await history.number()
        commits = await drawer.holds(3)
    events = await events_of(ports, "visits")
    assert [commit.command_id for commit in commits] == [policy_command_id(event, POLICY) for event in events]
