"""A restore begins a new era: views are made anew from the ledgers, and what is older is ignored."""

from tests.flows.fake_clock import FakeClock
from tests.flows.history import (
    OTHER,
    WARD,
    assert_rebuild_is_equal,
    content_of,
    documents_of,
    events_of,
    updater_of,
)
from tests.flows.riddled_history import deliver, with_history
from tests.ports.memory_engine import MemoryEngine


async def test_a_new_era_makes_the_ward_anew(clock: FakeClock) -> None:
    """A restore lost the last visits; others took their numbers. What was folded from them is gone from the views."""
    engine = MemoryEngine()
    ports = await engine.open()
    history = await with_history(ports)
    updater = updater_of(ports, clock)
    await deliver(ports, updater, ["visits", "assignment"])
    old_era = await events_of(ports, "visits")
    kept = engine.commits["visits"]
    lost = [commit.id for commit in kept.commits.values() if commit.stream == f"{WARD}/household/b"]
    for commit_id in lost[1:]:
        del kept.commits[commit_id]
    _renumber(engine)
    kept.era = "00000000-0000-7000-8000-0000000000ff"
    history.doors._versions[f"{WARD}/household/b"] = 1
    await history.call("b", 40)
    await history.number()

    await updater.apply((await events_of(ports, "visits"))[-1:])
    cursor = await ports.views.cursor(WARD)
    assert cursor is not None
    assert (cursor.generation, cursor.numbers["visits"].era) == (2, kept.era)
    assert (await content_of(ports, "household", "b")).people == 42
    assert (await content_of(ports, "household", "b")).village == "village 1"
    other = await ports.views.cursor(OTHER)
    assert other is not None
    assert (other.generation, other.numbers["visits"].era) == (2, kept.era)
    before = await documents_of(ports)
    await updater.apply(old_era)
    await updater.close()
    assert (await content_of(ports, "household", "b")).people == 42
    assert {name: body for name, (body, _) in before.items() if name.startswith("household/")}.items() <= {
        name: body for name, (body, _) in (await documents_of(ports)).items()
    }.items()
    await assert_rebuild_is_equal(ports)


def _renumber(engine: MemoryEngine) -> None:
    """As if the lost commits had never been appended."""
    kept = engine.commits["visits"]
    last: dict[str, int] = {}
    for commit in sorted(kept.commits.values(), key=lambda commit: (commit.ward, commit.first_number)):
        number = last.get(commit.ward, 0) + 1
        last[commit.ward] = number + len(commit.events) - 1
        fields = {name: getattr(commit, name) for name in commit.__struct_fields__}
        kept.commits[commit.id] = type(commit)(**fields | {"first_number": number})
