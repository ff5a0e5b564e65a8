"""What the pages on security name exists, and the table of ASVS leaves no requirement out."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "SECURITY.md", *sorted((ROOT / "docs" / "security").glob("*.md")))
_QUOTED = re.compile(r"`([\w.-]+(?:/[\w.-]+)+|[\w-]+\.(?:md|toml|lock))`")
_LINKED = re.compile(r"\]\((?!https?:)([^)#]+)\)")
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| .+ \| (met|partly|not|n/a)\b.*\|$", re.MULTILINE)
ASVS = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
"""Requirements of levels 1 and 2 in the chapters V1 to V17 of version 5.0.0."""


def named_in(page: Path) -> Iterator[Path]:
    text = page.read_text()
    yield from (ROOT / name for name in _QUOTED.findall(text))
    yield from (page.parent / name for name in _LINKED.findall(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_everything_that_is_named_exists(page: Path) -> None:
    named = list(named_in(page))
    assert named
    assert [str(path) for path in named if not path.exists()] == []


def test_every_requirement_is_answered_once() -> None:
    rows = _ROW.findall((ROOT / "docs" / "security" / "asvs.md").read_text())
    assert [number for number, times in Counter(number for number, _, _ in rows).items() if times > 1] == []
    chapters = Counter(int(number.partition(".")[0]) for number, _, _ in rows)
    assert tuple(chapters[chapter] for chapter in range(1, 18)) == ASVS
