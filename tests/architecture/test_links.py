"""Every relative link of the documents leads to a file, and one to a heading, to that heading."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "deploy" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
_CODE = re.compile(r"^ *(```|~~~).*?^ *\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:", re.IGNORECASE)


def links(text: str) -> Iterator[str]:
    """The relative links of a document; what stands in code is none."""
    for inline, reference in _LINK.findall(_CODE.sub("", text)):
        target = inline or reference
        if not _ELSEWHERE.match(target):
            yield target


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.+?) *#*$", re.sub(r"(?ms)^ *```.*?^ *```", "", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(document: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    file = (document.parent / path).resolve() if path else document
    if not file.exists() or not file.is_relative_to(ROOT):
        return True
    return bool(anchor) and file.suffix == ".md" and anchor not in anchors(file)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    assert [target for target in links(document.read_text()) if broken(document, target)] == []


def test_a_broken_link_would_be_noticed() -> None:
    text = (
        '[a](none.md) [b](../README.md) `[c](code.md)`\n![d](<x.png> "t") [e](https://example.vn)\n\n[f]: here.md#no\n'
    )
    found = list(links(text))
    assert found == ["none.md", "../README.md", "x.png", "here.md#no"]
    page = ROOT / "docs" / "operations.md"
    assert [broken(page, target) for target in found] == [True, False, True, True]
    assert [broken(page, target) for target in ("#single-services", "#no-such-heading", "operations.md#settings")] == [
        False,
        True,
        False,
    ]
