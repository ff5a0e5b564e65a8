"""The whole service against the verifier: random histories through stores, relays, bus and views, asked over HTTP."""

from datetime import UTC
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.views import REPORTING_VIEWS
from shared.contracts.codec import CODECS
from shared.flows.rebuild_views import rebuild_ward
from shared.kernel.days import add_days
from shared.kernel.messages import Commit, LedgerEvent
from shared.kernel.scope import Role
from tests.ledgers import as_json, reference
from tests.random_history import RandomHistory, histories
from tests.random_world import WARDS
from tests.services.running_reporting import SOURCES, Reporting, commit_of, running_reporting
from tests.ward_story import at
from verifier import figures

REFERENCE = reference()


def commits(history: RandomHistory, source: str) -> list[Commit]:
    """What a source's store holds of the history."""
    grouped: dict[tuple[str, int], list[LedgerEvent]] = {}
    for event in history.events:
        if event.source == source:
            grouped.setdefault((event.stream, event.commit), []).append(event)
    return [commit_of(events) for events in grouped.values()]


async def arrive(reporting: Reporting, history: RandomHistory, chance: Random) -> None:
    """Both sources append and publish in turns of any length, neither waiting for the other."""
    reporting.clock.time = at(history.today, hour=10).astimezone(UTC)
    untold = {source: commits(history, source) for source in SOURCES}
    while any(untold.values()):
        source = chance.choice([name for name in SOURCES if untold[name]])
        turn = chance.randint(1, 12)
        for commit in untold[source][:turn]:
            await reporting.storage.services[source].event_store.append(commit)
        untold[source] = untold[source][turn:]
        await reporting.relays[SOURCES.index(source)].run_once()
    reporting.ledgers.published.extend(history.events)
    await reporting.heard()


async def published(reporting: Reporting) -> list[dict[str, Any]]:
    """Both sources' ledgers as anybody reads them."""
    stores = [reporting.storage.services[source].event_store for source in SOURCES]
    return [as_json(one) for store in stores for ward in WARDS for one in await store.read_ledger(ward, 0, 10_000)]


async def compare(reporting: Reporting, bounds: dict[str, str], today: str) -> None:
    """Every read of interface.md, for its figures."""
    events = await published(reporting)
    query = "&".join(f"{name}={day}" for name, day in bounds.items())
    span = {f"{name}_day": day for name, day in bounds.items()}
    matches(await reporting.read(f"/province?{query}"), figures.province(events, today, REFERENCE, **span))
    counts = figures.as_of_counts(events, today, REFERENCE)
    as_of = (await reporting.read("/province"))["as_of"]
    assert {name: as_of[name] for name in ("phones", "wards")} == {name: counts[name] for name in ("phones", "wards")}
    assert [as_of[source]["events"] for source in SOURCES] == [len(_of(source, events)) for source in SOURCES]
    rows = (await reporting.read(f"/wards?{query}"))["items"]
    for row, expected in zip(rows, figures.wards(events, today, REFERENCE, **span), strict=True):
        matches(row, expected)
    for ward in WARDS:
        await compare_ward(reporting, events, ward, today, query, span)


async def compare_ward(
    reporting: Reporting, events: list[dict[str, Any]], ward: str, today: str, query: str, span: dict[str, str]
) -> None:
    coordinator = {"role": Role.COORDINATOR, "ward": ward}
    matches(await reporting.read(f"/wards/{ward}?{query}"), figures.ward(events, ward, today, REFERENCE, **span))
    by_visits = (await reporting.read(f"/wards/{ward}/volunteers?{query}", **coordinator))["by_visits"]
    assert by_visits == figures.visit_spread(events, ward, **span)
    for path, expected in (
        (f"/wards/{ward}/villages?", figures.villages(events, ward)),
        (f"/wards/{ward}/volunteers?{query}", figures.volunteers(events, ward, **span)),
        (f"/procedures?ward={ward}&{query}", figures.procedures(events, REFERENCE, ward, **span)),
        (
            f"/trend?ward={ward}&by=month&months=reporting&from={add_days(today, -200)}&to={today}",
            figures.trend(events, ward, add_days(today, -200), today, "month", month_start=15),
        ),
    ):
        answer = await reporting.read(path, **coordinator)
        for row, wanted in zip(answer["items"], expected, strict=True):
            matches(row, wanted)


def _of(source: str, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event for event in events if event["source"] == f"/onetwenty/{source}"]


def matches(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    """The answer holds what is expected; it may say more, as when and under which name."""
    assert {name: answer[name] for name in expected} == expected


@settings(max_examples=8, deadline=None)
@given(histories(min_commands=20), st.none() | st.integers(0, 90), st.randoms(use_true_random=False))
async def test_whatever_happens_every_answer_is_the_verifiers_and_so_after_a_rebuild(
    history: RandomHistory, days_ago: int | None, chance: Random
) -> None:
    bounds = {} if days_ago is None else {"from": add_days(history.today, -days_ago), "to": history.today}
    with TemporaryDirectory() as folder:
        async with running_reporting(Path(folder)) as reporting:
            await arrive(reporting, history, chance)
            await compare(reporting, bounds, history.today)
            services = reporting.storage.services
            ledgers = {source: services[source].event_store for source in SOURCES}
            views = services["reporting"].view_store
            for ward in WARDS:
                rebuilt = await rebuild_ward(
                    REPORTING_VIEWS, views, ledgers, CODECS, reporting.clock, ward, switch=True
                )
                assert rebuilt.differences == ()
                assert rebuilt.switched
            await compare(reporting, bounds, history.today)
