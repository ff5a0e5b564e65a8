"""Programs are brought once, whole or not at all, and only those that are locked."""

from pathlib import Path

import pytest

from tests.engines.compose.program import compose_version
from tests.engines.packages import installed, kept, run_or_say
from tests.engines.without import EngineMissing


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "onetwenty-engines"


def test_what_is_there_is_not_made_again(cache: Path) -> None:
    first = kept("tool-1", lambda place: (place / "program").touch())
    again = kept("tool-1", lambda place: (place / "other").touch())
    assert first == again == cache / "tool-1"
    assert [path.name for path in again.iterdir()] == ["program"]


def test_what_could_not_be_made_leaves_nothing(cache: Path) -> None:
    def broken(place: Path) -> None:
        (place / "half").touch()
        run_or_say(["sh", "-c", "echo no room >&2; exit 1"], "the tool could not be made", 10)

    with pytest.raises(EngineMissing, match="the tool could not be made: no room"):
        kept("tool-1", broken)
    assert list(cache.iterdir()) == []


def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(EngineMissing, match="longer than 0 s"):
        run_or_say(["sleep", "5"], "the tool could not be made", 0.1)


def test_a_package_without_its_hash_is_refused(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "loose.txt").write_text("promql-parser==0.12.0\n")
    with pytest.raises(EngineMissing, match="hash"):
        installed(tmp_path / "loose.txt")
    assert list(cache.iterdir()) == []


def test_the_compose_program_is_of_one_version() -> None:
    assert compose_version() == "v2.40.3"
