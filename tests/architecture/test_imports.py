"""The import contracts hold, and each of them notices when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("services", "shared", "verifier"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


VIOLATIONS = [
    ("shared/flows/reaching_up.py", "import services.visits.domain", "Services use shared"),
    ("services/visits/domain/nosy.py", "import services.assignment.domain", "Services never import each other"),
    ("services/payments/__init__.py", "", "Services never import each other"),
    ("services/visits/domain/eager.py", "import services.visits.views", "the outside depends on the inside"),
    ("services/visits/drawer.py", "", "the outside depends on the inside"),
    ("shared/kernel/leaning.py", "import shared.ports.clock", "Inside shared"),
    ("shared/attic/__init__.py", "", "Inside shared"),
    ("services/visits/api_of_sqlite.py", "import shared.adapters.embedded", "Only the embedded process"),
    ("services/reporting/domain/impatient.py", "import time", "The domain is pure"),
    ("shared/flows/by_hand.py", "import sqlite3", "Only adapters touch drivers"),
    ("verifier/figures/trusting.py", "import shared.contracts", "The verifier trusts nobody"),
]


@pytest.mark.parametrize(("path", "text", "contract"), VIOLATIONS, ids=[path for path, _, _ in VIOLATIONS])
def test_a_violation_is_noticed(copy: Path, path: str, text: str, contract: str) -> None:
    added = copy / path
    new_folder = not added.parent.exists()
    added.parent.mkdir(exist_ok=True)
    added.write_text(f'"""Breaks a rule."""\n\n{text}\n')
    try:
        result = lint(copy)
    finally:
        shutil.rmtree(added.parent) if new_folder else added.unlink()
    broken = [line for line in result.stdout.splitlines() if "BROKEN" in line]
    assert result.returncode == 1
    assert any(contract in line for line in broken), result.stdout
