"""What assignment does by itself: contact taken over from visits, keys destroyed with an erasure."""

import asyncio
from collections.abc import Sequence

from shared.contracts.codec import CODECS
from shared.contracts.visit_parts import Standing
from shared.contracts.visits import HouseholdStandingChanged
from shared.flows.relay_events import Relay
from shared.kernel.messages import Commit, LedgerEvent, StoredEvent
from shared.ports.key_vault import KeyState
from tests.services.running_assignment import HOUSEHOLDS, START, VOLUNTEERS, WARD, Assignment, some_id


class Door:
    """Visits, as far as it says what a household's standing is."""

    def __init__(self, roster: Assignment) -> None:
        self._storage = roster.storage.services["visits"]
        self._relay = Relay(
            "visits",
            self._storage.event_store,
            roster.storage.bus,
            self._storage.leases,
            roster.clock,
            self._published,
            "door",
        )
        self._versions: dict[str, int] = {}

    async def _published(self, _events: Sequence[LedgerEvent]) -> None:
        return None

    async def says(self, household_id: str, before: Standing, after: Standing) -> None:
        """Append and publish one changed standing."""
        stream = f"{WARD}/household/{household_id}"
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        fact = HouseholdStandingChanged(household_id=household_id, occurred_at=START, before=before, after=after)
        stored = StoredEvent(
            type=type(fact).__name__,
            version=1,
            subject=fact.subject,
            time=START,
            data=CODECS["visits"].encode(fact),
        )
        await self._storage.event_store.append(
            Commit(
                stream=stream,
                version=version,
                ward=WARD,
                era=await self._storage.event_store.era(),
                command_id=some_id(f"{stream}/{version}"),
                content_hash="",
                actor="volunteer",
                recorded_at=START,
                events=(stored,),
            )
        )
        assert await self._relay.run_once() == 1


CALM, REFUSED = Standing(), Standing(no_contact=True)


async def test_a_household_that_wants_no_contact_leaves_the_caseload(roster: Assignment) -> None:
    household, lan = await roster.household(), await roster.volunteer()
    await roster.assign(household, lan)
    door = Door(roster)
    await door.says(household, CALM, REFUSED)
    roster.expect_another()
    answer = (await roster.read(f"{HOUSEHOLDS}/{household}")).json()
    assert (answer["no_contact"], answer["volunteer_id"]) == (True, None)
    assert answer["assignments"][-1]["cause"] == "no_contact"
    refused = await roster.assign(household, lan)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-contact")
    await door.says(household, REFUSED, CALM)
    roster.expect_another()
    assert (await roster.read(f"{HOUSEHOLDS}/{household}")).json()["no_contact"] is False
    assert (await roster.assign(household, lan)).status_code == 201


async def test_contact_is_taken_over_before_the_household_is_registered(roster: Assignment) -> None:
    household, lan = some_id("found later"), await roster.volunteer()
    door = Door(roster)
    await door.says(household, Standing(), Standing(helped=True))
    await door.says(household, Standing(helped=True), Standing(helped=True, no_contact=True))
    roster.expect_another()
    assert (await roster.read(f"{HOUSEHOLDS}/{household}")).status_code == 404
    await roster.household(id=household)
    assert (await roster.assign(household, lan)).json()["type"] == "/problems/no-contact"


async def test_an_erasure_destroys_the_key_and_reads_as_erased(roster: Assignment) -> None:
    household = await roster.household(head_name="Nguyễn Thị Mẫu", phone="0900 000 001", priority=["poor"])
    consent = {"given_on": "2026-11-01", "slip": "GH-77"}
    lan = await roster.volunteer(phone="0900 000 002", languages=["ktv"], guardian_consent=consent)
    await roster.assign(household, lan)
    assert (await roster.read(f"{HOUSEHOLDS}/{household}")).json()["erased"] is False
    erased = await roster.send("POST", f"{HOUSEHOLDS}/{household}/erasure")
    assert erased.json()["events"] == ["HouseholdUnassigned", "HouseholdRemoved", "PersonalDataErased"]
    gone = await roster.send("POST", f"{VOLUNTEERS}/{lan}/erasure")
    assert gone.json()["events"] == ["VolunteerRetired", "PersonalDataErased"]
    for subject in (f"{WARD}/household/{household}", f"{WARD}/volunteer/{lan}"):
        assert await asyncio.wait_for(roster.vault.destroyed.get(), 2) == subject
        assert await roster.vault.state(subject) is KeyState.ERASED
    answer = (await roster.read(f"{HOUSEHOLDS}/{household}")).json()
    assert {answer[name] for name in ("state", "head_name", "phone")} == {"erased"}
    assert (answer["address"], answer["language"], answer["erased"]) == (None, None, True)
    answer = (await roster.read(f"{VOLUNTEERS}/{lan}")).json()
    assert {answer[name] for name in ("state", "name", "phone")} == {"erased"}
    assert (answer["languages"], answer["guardian_consent"], answer["erased"]) == ([], None, True)
    assert [one["erased"] for one in await roster.items(f"{VOLUNTEERS}?state=erased")] == [True]
    restored = await roster.send("POST", f"{HOUSEHOLDS}/{household}/restoration")
    assert restored.json()["type"] == "/problems/household-erased"
    assert await roster.items(HOUSEHOLDS) == []
    assert [one["id"] for one in await roster.items(f"{HOUSEHOLDS}?state=erased")] == [household]
