"""Write the schemas of new events and the AsyncAPI description: `make contracts`.

A schema that is already here is frozen: when its event class would give another one, this stops and says so, for a
changed shape needs a new version and an upcaster (README.md beside this file).
"""

import json
import sys
from pathlib import Path

import yaml

from shared.contracts.codec import CODECS
from shared.contracts.schemas import asyncapi, event_schemas

FOLDER = Path(__file__).parent
VERSION = "1.0.0"


def schema_text(schema: object) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def asyncapi_text() -> str:
    """The AsyncAPI description as its file holds it."""
    return yaml.safe_dump(asyncapi(VERSION), sort_keys=False, allow_unicode=True, width=120)


def write() -> list[str]:
    """Write what is missing; return the names of frozen schemas that the code has left behind."""
    changed: list[str] = []
    for source in CODECS:
        (FOLDER / source).mkdir(exist_ok=True)
        for name, schema in event_schemas(source).items():
            path = FOLDER / source / f"{name}.json"
            if path.exists() and path.read_text() != schema_text(schema):
                changed.append(f"{source}/{name}")
            elif not path.exists():
                path.write_text(schema_text(schema))
    (FOLDER / "asyncapi.yaml").write_text(asyncapi_text())
    return changed


if __name__ == "__main__":
    stale = write()
    for one in stale:
        print(f"{one} is frozen and its event changed: raise VERSION and add an upcaster", file=sys.stderr)
    sys.exit(1 if stale else 0)
