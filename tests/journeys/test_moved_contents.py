"""What a moved folder holds in MongoDB: numbers for relays, keys of people, credentials, commits without numbers."""

from pathlib import Path

import msgspec

from services.migration.folder_move import SERVICES
from services.migration.stores import all_stores
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.distributed.mongo_leases import MongoLeases
from shared.adapters.distributed.required_settings import mongo_access
from shared.adapters.embedded.assembly import open_service_storage
from shared.adapters.embedded.folder_reading import commit_pages, key_pages
from shared.adapters.embedded.sqlite_credentials import open_credentials
from shared.flows.relay_events import Relay
from shared.kernel.messages import LedgerEvent
from shared.ports.credential_store import Credential
from shared.ports.key_vault import KeyState
from shared.settings import Settings
from tests.journeys.moving import CLOCK, end_of, environment, folder, moved, nobody, numbering, settings
from tests.ports.commits import commit as a_commit
from tests.ports.memory_engine import KeptTopics, MemoryBus
from tests.services.running_system import WARD

__all__ = ["environment", "folder", "settings"]


async def test_relays_publish_what_was_moved_with_its_numbers(folder: Path, settings: Settings) -> None:
    await moved(folder, settings)
    bus = MemoryBus(KeptTopics())
    for service in SERVICES:
        here = await open_service_storage(folder, service, CLOCK, read_only=True)
        mongo_side = MongoConnection(mongo_access(settings))
        store, leases = MongoEventStore(service, mongo_side, CLOCK), MongoLeases(service, mongo_side)
        relay = Relay(service, store, bus, leases, CLOCK, nobody, "relay")
        while await relay.run_once():
            pass
        subscription = await bus.subscribe("reader", [service])
        published: dict[str, list[LedgerEvent]] = {}
        expected = {
            ward: list(await here.event_store.read_ledger(ward, 0, 10**6)) for ward in await here.event_store.wards()
        }
        while sum(map(len, published.values())) < sum(map(len, expected.values())):
            for delivery in await subscription.receive(2_000):
                for event in delivery.events:
                    published.setdefault(event.ward, []).append(event)
        assert published == expected
        await here.close()
        await mongo_side.close()


async def test_keys_of_people_open_and_the_erased_stay_so(folder: Path, settings: Settings) -> None:
    here = await open_service_storage(folder, "assignment", CLOCK)
    subjects = [subject for page in key_pages(here.vault_database) for subject, _ in page]
    gone, kept, later = subjects[0], subjects[1], subjects[2]
    await here.vault.destroy(gone)
    opened = await here.vault.keys_for_opening([kept, later])
    await here.close()
    await moved(folder, settings)
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        vault = stores["assignment"].vault
        assert await vault.keys_for_opening([gone, kept, later]) == {gone: None, **opened}
        await vault.destroy(later)
    await moved(folder, settings)
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        assert await stores["assignment"].vault.state(later) is KeyState.ERASED


async def test_credentials_are_moved_once_and_what_was_used_up_stays_away(folder: Path, settings: Settings) -> None:
    here = open_credentials(folder)
    account = Credential(kind="password", id="p", account_id="a", moment=CLOCK.now(), body=b"hash")
    await here.put(account)
    await here.put(used := msgspec.structs.replace(account, rev=2, body=b"newer hash"))
    await here.put(Credential(kind="invitation", id="i", account_id="a", moment=CLOCK.now(), body=b"one"))
    await here.close()
    access = await open_service_storage(folder, "access", CLOCK)
    await access.event_store.append(a_commit(f"{WARD}/account/a"))
    await access.close()
    await moved(folder, settings)
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        there = stores["access"].credentials
        assert await there.get("password", "p") == used
        assert await there.remove("invitation", "i")
    await moved(folder, settings)
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        assert await stores["access"].credentials.get("invitation", "i") is None


async def test_commits_that_nobody_has_numbered_are_moved_too(folder: Path, settings: Settings) -> None:
    here = await open_service_storage(folder, "visits", CLOCK)
    first = next(iter(next(iter(commit_pages(here.database)))))
    stream = f"{first.ward}/household/new"
    late = msgspec.structs.replace(
        first, stream=stream, version=1, command_id=CLOCK.new_id(), keys=(), first_number=0, numbered_at=None, rev=0
    )
    await here.event_store.append(late)
    await here.close()
    _, compared = await moved(folder, settings)
    assert [(one.ward, one.waiting) for one in compared if one.waiting] == [(late.ward, 1)]
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        await stores["visits"].commits.number([numbering(late, await end_of(stores["visits"].commits, late.ward) + 1)])
    assert (await moved(folder, settings))[1] == compared
