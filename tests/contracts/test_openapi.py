"""The OpenAPI files that the pages' types are made from say what the services say."""

import pytest

from docs.openapi.generate import FOLDER, described


async def test_the_files_are_what_the_services_say() -> None:
    texts = await described()
    assert {path.stem for path in FOLDER.glob("*.json")} == texts.keys()
    stale = [name for name, text in texts.items() if (FOLDER / f"{name}.json").read_text() != text]
    if stale:
        pytest.fail(f"docs/openapi of {', '.join(stale)} has fallen behind: make contracts")
