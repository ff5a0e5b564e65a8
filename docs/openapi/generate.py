"""Write the OpenAPI of every service: `make contracts`. A test says when a file has fallen behind its service."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from services.embedded import embedded
from shared.adapters.system_clock import SystemClock
from shared.settings import Settings

FOLDER = Path(__file__).parent


async def described() -> Mapping[str, str]:
    """The text of each service's file, by the service's name."""
    with TemporaryDirectory() as folder:
        async with embedded(Path(folder) / "data", Settings(), SystemClock()) as system:
            return {name: _text(app.openapi()) for name, app in system.app.apps.items()}


def _text(document: object) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, text in asyncio.run(described()).items():
        (FOLDER / f"{name}.json").write_text(text)
