"""One caller who asks a lot at once does not slow the others."""

import asyncio

import pytest

from shared.http.fair_queue import FairQueue
from shared.http.refusals import TooManyRequests


async def settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def waiting(queue: FairQueue, caller: str, order: list[str]) -> asyncio.Task[None]:
    async def wait() -> None:
        await queue.enter(caller)
        order.append(caller)

    return asyncio.create_task(wait())


async def test_turns_go_round_between_callers_and_in_order_within_one() -> None:
    queue, order = FairQueue(width=1), list[str]()
    await queue.enter("noisy")
    tasks = [waiting(queue, "noisy", order) for _ in range(3)]
    await settle()
    tasks += [waiting(queue, "quiet", order), waiting(queue, "calm", order)]
    await settle()
    for _ in tasks:
        queue.leave(order[-1] if order else "noisy")
        await settle()
    assert order == ["noisy", "quiet", "calm", "noisy", "noisy"]


async def test_free_turns_are_given_at_once_and_come_back() -> None:
    queue, order = FairQueue(width=2), list[str]()
    for _ in range(5):
        await queue.enter("a")
        await queue.enter("b")
        late = waiting(queue, "c", order)
        await settle()
        assert not late.done()
        queue.leave("a")
        await late
        queue.leave("b")
        queue.leave("c")
    assert order == ["c"] * 5


async def test_a_caller_with_too_many_waiting_is_told_when_to_come_back() -> None:
    queue, order = FairQueue(width=1, waiting=2), list[str]()
    await queue.enter("noisy")
    tasks = [waiting(queue, "noisy", order) for _ in range(2)]
    await settle()
    with pytest.raises(TooManyRequests) as refused:
        await queue.enter("noisy")
    assert refused.value.facts["Retry-After"] == 2
    tasks.append(waiting(queue, "quiet", order))
    await settle()
    for _ in tasks:
        queue.leave(order[-1] if order else "noisy")
        await settle()
    assert order == ["noisy", "quiet", "noisy"]


async def test_one_caller_leaves_turns_to_others_and_has_the_next_when_one_of_theirs_ends() -> None:
    queue, order = FairQueue(width=4, share=2), list[str]()
    tasks = [waiting(queue, "noisy", order) for _ in range(5)]
    await settle()
    assert order == ["noisy"] * 2
    tasks.append(waiting(queue, "quiet", order))
    await settle()
    assert order[2:] == ["quiet"], "at once, for two turns were free"
    queue.leave("quiet")
    await settle()
    assert order[3:] == []
    for _ in range(3):
        queue.leave("noisy")
        await settle()
    assert order[3:] == ["noisy"] * 3
    await asyncio.gather(*tasks)


async def test_who_stops_waiting_leaves_no_turn_behind() -> None:
    queue, order = FairQueue(width=1), list[str]()
    await queue.enter("a")
    gone, stays = waiting(queue, "b", order), waiting(queue, "c", order)
    await settle()
    gone.cancel()
    await settle()
    queue.leave("a")
    await stays
    just_given = waiting(queue, "d", order)
    await settle()
    queue.leave("c")
    just_given.cancel()
    await settle()
    await asyncio.wait_for(queue.enter("e"), 1)
    assert order == ["c"]
