"""Every field that a call takes has a bound, and no call takes a field that it does not describe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.embedded import embedded
from shared.adapters.system_clock import SystemClock
from shared.settings import Settings

BOUNDED_BY = {
    "string": ("maxLength", "pattern", "enum", "const", "format"),
    "integer": ("maximum", "exclusiveMaximum"),
    "number": ("maximum", "exclusiveMaximum"),
    "array": ("maxItems",),
}
FORMATS = {"uuid", "date", "date-time"}


@pytest.fixture
async def documents(tmp_path: Path) -> dict[str, dict[str, Any]]:
    async with embedded(tmp_path / "data", Settings(), SystemClock()) as running:
        return {name: app.openapi() for name, app in running.app.apps.items()}


def taken(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Everything that a caller may give, but what stands in a path, where only ids and codes are known."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            place = f"{method} {path}"
            for parameter in operation.get("parameters", []):
                if parameter["in"] != "path":
                    yield f"{place} {parameter['name']}", parameter["schema"]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield place, content["schema"]


def unbounded(place: str, schema: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    """Places below `place` that take any amount."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from unbounded(place, document["components"]["schemas"][name], document)
        return
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from unbounded(place, {**bounds_of(schema), **part}, document)
    kind = schema.get("type")
    if kind in BOUNDED_BY and not is_bounded(kind, schema):
        yield f"{place}: {schema}"
    if kind == "array":
        yield from unbounded(f"{place}[]", schema["items"], document)
    if kind == "object":
        if schema.get("additionalProperties") is not False:
            yield f"{place}: takes fields of any name"
        for name, field in schema.get("properties", {}).items():
            yield from unbounded(f"{place}/{name}", field, document)
    if kind is None and not {"anyOf", "oneOf", "enum", "const"} & schema.keys():
        yield f"{place}: takes anything"


def bounds_of(schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema says of all its alternatives."""
    names = {name for names in BOUNDED_BY.values() for name in names}
    return {name: value for name, value in schema.items() if name in names}


def is_bounded(kind: str, schema: dict[str, Any]) -> bool:
    if "format" in schema and schema["format"] not in FORMATS:
        return False
    return any(name in schema for name in BOUNDED_BY[kind])


async def test_every_field_has_a_bound(documents: dict[str, dict[str, Any]]) -> None:
    for document in documents.values():
        fields = list(taken(document))
        assert [found for place, schema in fields for found in unbounded(place, schema, document)] == []


async def test_a_missing_bound_is_noticed(documents: dict[str, dict[str, Any]]) -> None:
    document = documents["visits"]
    document["components"]["schemas"]["VisitBody"]["properties"]["note"] = {"type": "string"}
    found = [one for place, schema in taken(document) for one in unbounded(place, schema, document)]
    assert any("post /api/visits/v1/visits/note" in one for one in found)
