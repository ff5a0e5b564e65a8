"""The command itself: help with examples, exit codes, tokens, and an examination that names faults and remedies."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from typer.testing import CliRunner, Result

from services.cli import start_page
from services.cli.doctor import examine
from services.cli.program import app
from services.embedded import SEALS, embedded
from shared.adapters.embedded.folder_lock import FolderLock
from shared.adapters.system_clock import SystemClock
from shared.settings import Settings
from tests.flows.history import History
from tests.journeys.damage import copy_of
from tests.journeys.serving import onetwenty
from tests.ports.engines import SqliteEngine

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
OF_SERVERS = {"topics", "migrate", "restored", "erasures"}
"""Commands for single services, which have no data folder."""
VOLUNTEER = "0190b6a0-0000-7000-8000-00000000000a"


def run(*arguments: object, **variables: str) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], env=variables)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has served."""
    data = tmp_path_factory.mktemp("served") / "data"

    async def serve_once() -> None:
        async with embedded(data, Settings(), SystemClock()):
            pass

    asyncio.run(serve_once())
    return data


def test_the_start_page_names_every_service() -> None:
    assert set(start_page.SERVICES) == {*SEALS, "access"}


def test_every_command_is_tried_here() -> None:
    of_a_folder = {"serve", "demo", "token", "rebuild", "doctor", "backup", "restore"}
    assert set(COMMANDS) == of_a_folder | OF_SERVERS | {"dossier", "import"}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself_with_examples(command: str, option: str) -> None:
    result = run(command, option)
    assert result.exit_code == 0
    assert "Examples" in result.output
    assert f"$ onetwenty {command}" in result.output
    assert ("--data" in result.output) == (command not in OF_SERVERS)


def test_without_a_command_it_lists_them_all() -> None:
    assert run().exit_code == 2
    for result in (run(), run("--help")):
        assert all(command in result.output for command in COMMANDS)
        assert "$ onetwenty serve --demo" in result.output


WRONG_USAGE = [
    ("nosuch",),
    ("serve", "nosuch"),
    ("serve", "everything"),
    ("serve", "visits", "--demo"),
    ("serve", "--port", "70000"),
    ("serve", "--tls-cert", "cert.pem"),
    ("serve", "--spam"),
    ("demo", "--size", "huge"),
    ("token",),
    ("token", "--role", "king"),
    ("token", "--role", "admin", "--hours", "0"),
    ("token", "--role", "admin", "--hours", "nan"),
    ("token", "--role", "coordinator"),
    ("token", "--role", "coordinator", "--ward", "99999"),
    ("token", "--role", "volunteer", "--ward", "20194"),
    ("token", "--role", "volunteer", "--ward", "20194", "--volunteer", "me"),
    ("rebuild", "--ward", "99999"),
    ("rebuild", "--as-of", "yesterday"),
    ("rebuild", "--as-of", "2026-03-01T00:00:00"),
    ("rebuild", "--as-of", "0001-01-01T00:00:00+14:00"),
    ("rebuild", "--as-of", "9999-12-31T23:59:59-14:00"),
    ("rebuild", "--as-of", "assignment:1"),
    ("rebuild", "--ward", "20194", "--as-of", "assignment:-1"),
    ("rebuild", "--ward", "20194", "--as-of", "assignment:١"),
    ("rebuild", "--ward", "20194", "--as-of", "reporting:1"),
    ("rebuild", "--ward", "20194", "--as-of", "assignment:0,assignment:0"),
    ("rebuild", "--ward", "20194", "--as-of", "assignment:1"),
    ("rebuild", "--switch", "--as-of", "2026-03-01T00:00:00+07:00"),
    ("backup",),
    ("restore",),
]


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_ends_with_2(served: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, ONETWENTY_DATA=str(served))
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.output


NOWHERE = [
    ("token", "--role", "admin"),
    ("rebuild",),
    ("rebuild", "--as-of", "2026-03-01T00:00:00+07:00"),
    ("doctor",),
    ("backup", "copy"),
    ("restore", "copy"),
    ("demo", "--url", "http://127.0.0.1:1"),
]


@pytest.mark.parametrize("arguments", NOWHERE, ids=" ".join)
def test_a_folder_that_never_served_ends_with_1_and_stays_unmade(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, ONETWENTY_DATA=str(tmp_path / "data"))
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert str(tmp_path / "data") in result.output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("role", ["volunteer", "coordinator", "province", "auditor", "admin", "service"])
def test_token_prints_a_token_and_nothing_else(served: Path, role: str) -> None:
    place = ["--ward", "20194"] if role in ("volunteer", "coordinator") else []
    who = ["--volunteer", VOLUNTEER] if role == "volunteer" else []
    result = onetwenty("token", "--data", str(served), "--role", role, "--hours", "2", *place, *who)
    assert result.stderr == ""
    claims = jwt.decode(result.stdout.removesuffix("\n"), options={"verify_signature": False})
    assert (claims["role"], claims["exp"] - claims["iat"]) == (role, 7200)
    assert (claims.get("ward"), claims.get("volunteer_id")) == (
        "20194" if place else None,
        VOLUNTEER if who else None,
    )


def test_a_sound_installation_has_nothing_to_mend(served: Path) -> None:
    result = run("doctor", "--data", served)
    assert result.exit_code == 0, result.output
    assert "✗" not in result.output
    assert "✓ assignment.db: sound" in result.output


FAULTS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a damaged file": (lambda data: os.truncate(data / "visits.db", 5000), "visits.db", "onetwenty restore"),
    "damaged views": (lambda data: os.truncate(data / "visits.views.db", 5000), "visits.views.db", "remove visits"),
    "missing views": (lambda data: (data / "visits.views.db").unlink(), "visits.views.db: is missing", "made anew"),
    "a missing file": (lambda data: (data / "assignment.db").unlink(), "assignment.db: is missing", "Restore a backup"),
    "a folder open to others": (lambda data: data.chmod(0o755), "data folder", "chmod 700"),
    "a key open to others": (lambda data: (data / "keys/master.key").chmod(0o644), "mode 0644", "chmod 600"),
    "a missing key": (lambda data: (data / "keys/master.key").unlink(), "master key", "key file back"),
    "an open signing key": (lambda data: (data / "keys/signing.pem").chmod(0o644), "signing key", "chmod 600"),
    "a signing key that is none": (
        lambda data: (data / "keys/signing.pem").write_text("spam"),
        "signing key: is no key in PEM",
        "everyone signs in again",
    ),
    "a missing signing key": (lambda data: (data / "keys/signing.pem").unlink(), "signing key", "Start `onetwenty"),
    "an emptied file": (lambda data: (data / "visits.db").write_bytes(b""), "visits: is empty", "onetwenty restore"),
    "a missing list": (lambda data: Path(f"{data}.erasures.jsonl").unlink(), "list of erasures", "put it back"),
    "no folder": (lambda data: shutil.rmtree(data), "does not exist", "check --data"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_doctor_names_a_fault_and_its_remedy(served: Path, tmp_path: Path, name: str) -> None:
    damage, fault, remedy = FAULTS[name]
    damage(copy_of(served, tmp_path / "data"))
    result = run("doctor", "--data", tmp_path / "data")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    mended = [f"{one} {lines[place + 1]}" for place, one in enumerate(lines) if one.startswith("✗")]
    assert any(fault in one and remedy in one.split("→")[1] for one in mended), result.output


async def test_doctor_tells_how_far_views_are_behind(served: Path, tmp_path: Path) -> None:
    """Events with a number that no view has folded; a fault only while somebody should be folding them."""
    data = copy_of(served, tmp_path / "data")
    ports = await SqliteEngine(data).open()
    await History(ports).some()
    await ports.close()
    behind = ["views of reporting: 16 events behind", "views of visits: 11 events behind"]
    behind += [f"views of {roster}: 5 events behind" for roster in ("assignment", "visits.roster")]
    standing = {f"{one.what}: {one.found}": one.remedy for one in await examine(data, most_behind=4)}
    assert {one: standing[one] for one in behind} == dict.fromkeys(behind, "")
    serving = FolderLock(data)
    faults = {f"{one.what}: {one.found}": one.remedy for one in await examine(data, most_behind=5)}
    serving.release()
    assert ["look into the log" in faults[one] for one in behind] == [True, True, False, False]


def test_doctor_names_a_variable_that_sets_nothing(served: Path) -> None:
    result = run("doctor", "--data", served, ONETWENTY_LOGLEVEL="INFO")
    assert result.exit_code == 1
    assert "✗ ONETWENTY_LOGLEVEL: sets nothing\n    → Did you mean ONETWENTY_LOG_LEVEL?" in result.output
