"""Nobody is shown a person's texts without the ledger saying so."""

import ast
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from shared.contracts.codec import Codec
from shared.contracts.openings import SealedDataOpened
from shared.flows.openings import Openings
from shared.flows.sealing import Sealer
from shared.kernel.failures import Unavailable
from shared.kernel.messages import Commit, SealedText
from shared.kernel.scope import Role, Scope
from tests.flows.fake_clock import FakeClock
from tests.ports.engines import Ports

WARD, HER, HIM, EVENT = "20194", "household/1", "household/2", "20194/roster/1/0/era"
COORDINATOR = Scope(Role.COORDINATOR, "account-1", WARD)
ROOT = Path(__file__).parents[2]


class Store:
    """Keeps what is appended, or is away."""

    def __init__(self) -> None:
        self.commits: list[Commit] = []
        self.away = False

    async def era(self) -> str:
        return "era"

    async def append(self, commit: Commit) -> None:
        if self.away:
            raise Unavailable()
        self.commits.append(commit)

    def opened(self) -> list[SealedDataOpened]:
        events = [event for commit in self.commits for event in commit.events]
        return [msgspec.json.decode(event.data, type=SealedDataOpened) for event in events]


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def openings(ports: Ports, store: Store) -> Openings:
    return Openings(ports.vault, store, Codec((SealedDataOpened,)), FakeClock())  # type: ignore[arg-type] # enough of one


async def sealed(ports: Ports, *subjects: str) -> Sequence[tuple[str, SealedText]]:
    sealer = Sealer(ports.vault)
    boxes = [(one, await sealer.seal(WARD, one, EVENT, {"note": f"about {one}"})) for one in subjects]
    return [(subject, SealedText(EVENT, "note", box["note"])) for subject, box in boxes]


async def test_one_call_is_one_entry_with_ids_only(ports: Ports, store: Store, openings: Openings) -> None:
    hers, his = await sealed(ports, HER, HIM)
    async with openings.by(COORDINATOR, "GET /caseload", WARD) as opening:
        assert (await opening.texts([hers]))(hers[1]) == "about household/1"
        await opening.texts([his, hers])
        assert store.commits == []
    (event,) = store.opened()
    assert (event.opened_by, event.role, event.call) == ("account-1", "coordinator", "GET /caseload")
    assert (event.households, event.compared) == (("1", "2"), 0)
    assert (store.commits[0].actor, store.commits[0].version) == ("account-1", 1)
    assert "about" not in bytes(store.commits[0].events[0].data).decode()


async def test_what_is_only_compared_is_counted(ports: Ports, store: Store, openings: Openings) -> None:
    hers, his = await sealed(ports, HER, HIM)
    async with openings.by(COORDINATOR, "GET /households", WARD) as opening:
        await opening.compared([hers, his])
        await opening.texts([hers])
    (event,) = store.opened()
    assert (event.households, event.compared) == (("1",), 1)


async def test_who_opens_nothing_leaves_nothing(ports: Ports, store: Store, openings: Openings) -> None:
    (hers,) = await sealed(ports, HER)
    async with openings.by(COORDINATOR, "GET /households", WARD) as opening:
        await opening.texts([])
    await ports.vault.destroy(f"{WARD}/{HER}")
    async with openings.by(COORDINATOR, "GET /households", WARD) as opening:
        assert (await opening.texts([hers]))(hers[1]) == "erased"
    assert store.commits == []


async def test_nothing_is_opened_outside_or_afterwards(ports: Ports, openings: Openings) -> None:
    (hers,) = await sealed(ports, HER)
    opening = openings.by(COORDINATOR, "GET /households", WARD)
    with pytest.raises(RuntimeError):
        await opening.texts([hers])
    async with opening:
        await opening.texts([hers])
    with pytest.raises(RuntimeError):
        await opening.compared([hers])


async def test_what_cannot_be_recorded_is_not_answered(ports: Ports, store: Store, openings: Openings) -> None:
    (hers,) = await sealed(ports, HER)
    store.away = True
    with pytest.raises(Unavailable):
        async with openings.by(COORDINATOR, "GET /households", WARD) as opening:
            await opening.texts([hers])


async def test_a_call_that_fails_later_has_opened_all_the_same(ports: Ports, store: Store, openings: Openings) -> None:
    (hers,) = await sealed(ports, HER)
    with suppress(LookupError):
        async with openings.by(COORDINATOR, "GET /households", WARD) as opening:
            await opening.texts([hers])
            raise LookupError
    assert len(store.opened()) == 1


def test_no_other_module_asks_a_vault_for_keys_to_open_with() -> None:
    """An Opening is the only way: whoever else wants the keys, or the function that uses them, fails this test."""
    found = {str(path.relative_to(ROOT)) for folder in ("services", "shared") for path in opening_modules(folder)}
    assert {path for path in found if not path.startswith(("shared/adapters/", "shared/ports/"))} == {
        "shared/flows/openings.py",
        "shared/flows/sealing.py",
    }


def opening_modules(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if names_in(path) & {"keys_for_opening", "unsealed"}]


def names_in(path: Path) -> set[str]:
    """Every name that a module defines, imports or uses."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    used |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.alias)}
    return used
