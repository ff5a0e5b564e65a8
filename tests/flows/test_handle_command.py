"""What the command flow promises: each command has its effect once, and its first answer for ever."""

from collections.abc import Sequence

import pytest

from shared.flows.command_envelope import Handled, IdempotencyKeyReused
from shared.flows.sealing import ERASED, sealed_texts, unsealed
from shared.kernel.failures import Unavailable
from shared.kernel.messages import Commit
from tests.flows.drawer_commands import OTHER_STREAM, STREAM, envelope, handler_of
from tests.flows.fake_clock import FakeClock
from tests.flows.stops_at_call import StopsAtCall
from tests.flows.toy_drawer import (
    DRAWER_CODEC,
    ItemAlreadyIn,
    Put,
    PutIn,
    Take,
)
from tests.ports.engines import Ports


async def test_a_command_becomes_one_commit(ports: Ports, clock: FakeClock) -> None:
    appended: list[str] = []
    handler = handler_of(ports, clock, on_append=lambda: appended.append("now"))
    assert await handler.handle(envelope(Put("pen"), "c1")) == Handled("pen", STREAM, 1, ("PutIn",), ())
    assert await handler.handle(envelope(Take("pen"), "c2")) == Handled("pen", STREAM, 2, ("TakenOut",), ())
    first, _ = await ports.visits.read_stream(STREAM)
    assert (first.command_id, first.keys, first.actor) == ("c1", ("item/pen",), "somebody")
    assert (first.recorded_at, first.era) == (clock.now(), await ports.visits.era())
    assert appended == ["now", "now"]


async def test_a_repetition_gets_the_first_answer(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    handler = handler_of(ports, clock)
    first = await handler.handle(envelope(Put("pen"), "c1"))
    await handler.handle(envelope(Take("pen"), "c2"))
    for again in (handler, handler_of(beside, clock)):
        repeated = await again.handle(envelope(Put("pen"), "c1"))
        assert repeated == Handled(first.id, STREAM, 1, ("PutIn",), (), replayed=True)
    assert len(await ports.visits.read_stream(STREAM)) == 2


async def test_other_content_under_a_known_id_is_refused(ports: Ports, clock: FakeClock) -> None:
    handler = handler_of(ports, clock)
    await handler.handle(envelope(Put("pen"), "c1"))
    with pytest.raises(IdempotencyKeyReused):
        await handler.handle(envelope(Put("ink"), "c1", content="other"))
    with pytest.raises(IdempotencyKeyReused):
        await handler.handle(envelope(Put("pen"), "c1", content="other"))
    assert len(await ports.visits.read_stream(STREAM)) == 1


async def test_a_lost_answer_never_turns_into_a_rejection(ports: Ports, clock: FakeClock) -> None:
    """The item is in, so the rule would say no now; but it was this command that put it in."""
    fault = StopsAtCall(1, after=True, failure=Unavailable(), methods=("append",))
    handler = handler_of(ports, clock, fault.around(ports.visits))
    with pytest.raises(Unavailable):
        await handler.handle(envelope(Put("pen"), "c1"))
    repeated = await handler.handle(envelope(Put("pen"), "c1"))
    assert (repeated.version, repeated.replayed) == (1, True)
    with pytest.raises(ItemAlreadyIn):
        await handler.handle(envelope(Put("pen"), "c2"))


async def test_a_repetition_after_the_effect_is_gone_still_gets_it(ports: Ports, clock: FakeClock) -> None:
    """Taken out again, so the second decision is empty rather than refused."""
    handler = handler_of(ports, clock)
    await handler.handle(envelope(Put("pen"), "c1"))
    first = await handler.handle(envelope(Take("pen"), "c2"))
    again = await handler.handle(envelope(Take("pen"), "c2"))
    assert (again.version, again.events, again.replayed) == (first.version, ("TakenOut",), True)


async def test_nothing_to_do_is_an_answer(ports: Ports, clock: FakeClock) -> None:
    handler = handler_of(ports, clock)
    await handler.handle(envelope(Put("pen"), "c1"))
    assert await handler.handle(envelope(Take("ink"), "c2")) == Handled("ink", STREAM, 1, (), ())
    assert len(await ports.visits.read_stream(STREAM)) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_an_unknown_outcome_leaves_no_copy_behind(ports: Ports, clock: FakeClock, after: bool) -> None:
    fault = StopsAtCall(2, after=after, failure=Unavailable(), methods=("append",))
    handler = handler_of(ports, clock, fault.around(ports.visits))
    await handler.handle(envelope(Put("pen"), "c1"))
    with pytest.raises(Unavailable):
        await handler.handle(envelope(Put("ink"), "c2"))
    assert (await handler.handle(envelope(Put("paper"), "c3"))).version == (3 if after else 2)
    expected = {"pen", "paper", "ink"} if after else {"pen", "paper"}
    assert await handler.state(STREAM) == expected


async def test_recorded_at_never_falls_within_a_stream(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    await handler_of(ports, clock).handle(envelope(Put("pen"), "c1"))
    behind = FakeClock()
    behind.shift = -3_600
    other = handler_of(beside, behind)
    await other.handle(envelope(Put("ink"), "c2"))
    await other.handle(envelope(Put("pen"), "c3", "20194/drawer/elsewhere"))
    first, second = await ports.visits.read_stream(STREAM)
    assert first.recorded_at == second.recorded_at == clock.now()
    (third,) = await ports.visits.read_stream("20194/drawer/elsewhere")
    assert third.recorded_at == behind.now()


async def test_sealed_text_is_never_stored_in_the_clear(ports: Ports, clock: FakeClock) -> None:
    stored: list[Commit] = []

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.visits, name)

        async def append(self, commit: Commit) -> None:
            stored.append(commit)
            await ports.visits.append(commit)

    handler = handler_of(ports, clock, Watched())  # type: ignore[arg-type]
    await handler.handle(envelope(Put("pen", note="bà Ba, 0905 123 456, thẻ 123456789012"), "c1"))
    ((event,),) = (commit.events for commit in stored)
    assert "bà Ba".encode() not in bytes(event.data)
    fact = DRAWER_CODEC.decode(event.type, event.version, event.data)
    assert isinstance(fact, PutIn)
    texts = sealed_texts(f"{STREAM}/1/0/{stored[0].era}", fact.sealed)
    keys = await ports.vault.keys_for_opening(["20194/household/pen"])
    assert unsealed("20194", fact.subject, texts, keys) == {"note": "bà Ba, 0905 123 456, thẻ •••"}
    await ports.vault.destroy("20194/household/pen")
    keys = await ports.vault.keys_for_opening(["20194/household/pen"])
    assert unsealed("20194", fact.subject, texts, keys) == {"note": ERASED}
    await handler.handle(envelope(Take("pen"), "c2"))
    await handler.handle(envelope(Put("pen", note="comes too late"), "c3"))
    late = DRAWER_CODEC.decode("PutIn", 1, stored[-1].events[0].data)
    assert late.sealed == {"note": ERASED}


async def test_one_commit_holds_500_events_at_most(ports: Ports, clock: FakeClock) -> None:
    handler = handler_of(ports, clock)
    await handler.handle(envelope(Put("pen", times=500), "c1"))
    with pytest.raises(ValueError, match="501 events"):
        await handler.handle(envelope(Put("ink", times=501), "c2"))


async def test_memory_of_streams_is_bounded(ports: Ports, clock: FakeClock) -> None:
    reads: list[str] = []

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.visits, name)

        async def read_stream(self, stream: str, after: int = 0) -> Sequence[Commit]:
            reads.append(stream)
            return await ports.visits.read_stream(stream, after)

    handler = handler_of(ports, clock, Watched(), cache_bytes=1)  # type: ignore[arg-type]
    for number, stream in enumerate([STREAM, STREAM, OTHER_STREAM, STREAM]):
        await handler.handle(envelope(Put(f"item {number}"), f"c{number}", stream))
    assert reads == [STREAM, OTHER_STREAM, STREAM]
