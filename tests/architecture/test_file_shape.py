"""Files stay small, named for what they hold, and every package says what it is."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("services", "shared", "verifier", "tests", "benchmarks", "docs")
LONGEST = 250
BANNED = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().splitlines() if (ROOT / name).is_file()]


PYTHON = [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in SOURCES]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_a_file_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


def test_no_name_says_nothing() -> None:
    named = {
        name_of(path) for path in tracked() if BANNED & {part.split(".")[0] for part in path.relative_to(ROOT).parts}
    }
    assert not named


PACKAGES = [path for path in PYTHON if path.name == "__init__.py" and path.relative_to(ROOT).parts[0] in SOURCES[:3]]


@pytest.mark.parametrize("path", PACKAGES, ids=name_of)
def test_a_package_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", tracked(), ids=name_of)
def test_nothing_of_one_machine_is_kept(path: Path) -> None:
    # A path of the machine, not a folder of ours as in `../work/`.
    assert not re.search(rb"(?<![\w.@-])/(work|root|home)/", path.read_bytes())
