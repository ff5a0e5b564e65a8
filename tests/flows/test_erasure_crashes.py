"""A process that dies between any two steps of an erasure, and the next one: it ends in one evidence all the same."""

import pytest

from services.assignment.domain.commands import EraseHousehold, RegisterHousehold
from services.assignment.domain.decider import roster_decider
from services.assignment.domain.erasure import erasure_decider
from services.assignment.domain.erasure import with_foreign_keys as no_keys
from services.assignment.domain.foreign_keys import with_foreign_keys
from services.assignment.subscriptions import ErasurePolicy
from services.visits.domain import erasure as visits_erasure
from services.visits.subscriptions import ErasurePolicy as VisitsErasurePolicy
from shared.contracts.codec import CODECS
from shared.contracts.erasures import ErasureCompleted, ErasureNoted
from shared.flows.command_envelope import CommandEnvelope, CommandHandling
from shared.flows.evidence import checked_statement, evidence_key
from shared.flows.handle_command import CommandHandler
from shared.flows.policies import fact_of
from shared.flows.relay_events import Relay
from shared.flows.sealing import Sealer
from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import EventStore
from shared.ports.key_vault import KeyState
from tests.flows.conftest import Engines
from tests.flows.fake_clock import FakeClock
from tests.flows.relaying import Heard, relay_all
from tests.flows.stops_at_call import Crash, StopsAtCall
from tests.ports.engines import Ports

WARD, HOUSEHOLD = "20194", "0198c000-0000-7000-8000-000000000001"
KEY = evidence_key(b"k" * 32)


async def decide(ports: Ports, clock: FakeClock) -> None:
    """A household with a name, and the decision to erase it."""
    handling = CommandHandling(roster_decider, with_foreign_keys)
    rosters = CommandHandler(handling, ports.assignment, CODECS["assignment"], Sealer(ports.vault), clock)
    now = clock.now()
    registered = RegisterHousehold(
        recorded_at=now, household_id=HOUSEHOLD, village="Tà Lang", personal={"head_name": "B (mẫu)"}
    )
    for command in (registered, EraseHousehold(recorded_at=now, household_id=HOUSEHOLD)):
        stream = f"{WARD}/roster"
        await rosters.handle(CommandEnvelope(stream, WARD, command, clock.new_id(), "", "coordinator", HOUSEHOLD))


async def run(ports: Ports, clock: FakeClock, fault: StopsAtCall | None = None) -> None:
    """Both services' policies over everything that was published, as after a start that remembers nothing."""
    around = fault.around if fault is not None else lambda port: port
    vault, sealer = around(ports.vault), Sealer(ports.vault)
    courses = CommandHandler(
        CommandHandling(erasure_decider, no_keys), around(ports.assignment), CODECS["assignment"], sealer, clock
    )
    confirmations = CommandHandler(
        CommandHandling(visits_erasure.erasure_decider, lambda command, _owners: command),
        around(ports.visits),
        CODECS["visits"],
        sealer,
        clock,
    )
    assignment = ErasurePolicy(vault, courses, KEY, clock)
    visits = VisitsErasurePolicy(vault, confirmations, clock)
    decisions = await published(ports, "assignment", ports.assignment, clock)
    await assignment.follow(decisions)
    await visits.follow(decisions)
    await assignment.follow(await published(ports, "visits", ports.visits, clock))


async def published(ports: Ports, source: str, store: EventStore, clock: FakeClock) -> list[LedgerEvent]:
    await relay_all(Relay(source, store, ports.bus, ports.leases, clock, Heard(), "one"))
    return list(await store.read_ledger(WARD, 0, 1000))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_it_completes_once_whatever_died_between_two_steps(
    engines: Engines, clock: FakeClock, after: bool
) -> None:
    for number in engines.calls():
        fault = StopsAtCall(number, after=after)
        ports = await engines().open()
        await decide(ports, clock)
        try:
            await run(ports, clock, fault)
        except Crash:
            clock.pass_time(11)
            await run(ports, clock)
        await check(ports, clock)
        await ports.close()
        if not fault.reached:
            assert number > 6
            return
    raise AssertionError("unreachable")


async def check(ports: Ports, clock: FakeClock) -> None:
    assert await ports.vault.state(f"{WARD}/household/{HOUSEHOLD}") is KeyState.ERASED
    events = await published(ports, "assignment", ports.assignment, clock)
    noted = [fact_of(event, ErasureNoted) for event in events if event.type == "ErasureNoted"]
    assert sorted(note.service for note in noted) == ["assignment", "visits"]
    (completed,) = [fact_of(event, ErasureCompleted) for event in events if event.type == "ErasureCompleted"]
    statement = checked_statement(completed.evidence, KEY.jwks())
    assert (statement["subject"], statement["decided_by"]) == (f"household/{HOUSEHOLD}", "coordinator")
    assert sorted(statement["confirmed"]) == ["assignment", "visits"]
