"""What every lease store promises: one holder at a time, and an epoch that only grows."""

import asyncio

from shared.ports.lease import Lease
from tests.ports.commits import at
from tests.ports.engines import Ports


async def test_a_free_lease_is_taken(ports: Ports) -> None:
    taken = await ports.leases.acquire("relay", "a", at(0), 10)
    assert taken == Lease(name="relay", holder="a", epoch=1, expires=at(10))


async def test_only_its_holder_extends_it(ports: Ports, beside: Ports) -> None:
    await ports.leases.acquire("relay", "a", at(0), 10)
    assert await beside.leases.acquire("relay", "b", at(9), 10) is None
    extended = await ports.leases.acquire("relay", "a", at(8), 10)
    assert extended == Lease(name="relay", holder="a", epoch=1, expires=at(18))
    assert await beside.leases.acquire("relay", "b", at(17), 10) is None


async def test_an_expired_lease_is_taken_over_in_a_new_epoch(ports: Ports, beside: Ports) -> None:
    stale = await ports.leases.acquire("relay", "a", at(0), 10)
    taken = await beside.leases.acquire("relay", "b", at(10), 10)
    assert taken == Lease(name="relay", holder="b", epoch=2, expires=at(20))
    assert await ports.leases.acquire("relay", "a", at(11), 10) is None
    assert stale is not None
    await ports.leases.release(stale)
    assert await ports.leases.acquire("relay", "a", at(12), 10) is None


async def test_one_who_comes_back_too_late_starts_a_new_epoch(ports: Ports) -> None:
    await ports.leases.acquire("relay", "a", at(0), 10)
    again = await ports.leases.acquire("relay", "a", at(30), 10)
    assert again == Lease(name="relay", holder="a", epoch=2, expires=at(40))


async def test_a_released_lease_is_free_and_its_epoch_still_grows(ports: Ports) -> None:
    first = await ports.leases.acquire("relay", "a", at(0), 10)
    assert first is not None
    await ports.leases.release(first)
    await ports.leases.release(first)
    second = await ports.leases.acquire("relay", "b", at(1), 10)
    assert second == Lease(name="relay", holder="b", epoch=2, expires=at(11))
    await ports.leases.release(first)
    assert await ports.leases.acquire("relay", "c", at(2), 10) is None


async def test_leases_of_other_names_are_apart(ports: Ports) -> None:
    await ports.leases.acquire("relay", "a", at(0), 10)
    assert await ports.leases.acquire("views", "b", at(0), 10) == Lease(
        name="views", holder="b", epoch=1, expires=at(10)
    )


async def test_of_many_who_reach_for_it_one_gets_it(ports: Ports, beside: Ports) -> None:
    stores = [ports.leases, beside.leases] * 5
    taken = await asyncio.gather(*(store.acquire("relay", f"h{n}", at(0), 10) for n, store in enumerate(stores)))
    assert [lease.epoch for lease in taken if lease is not None] == [1]
