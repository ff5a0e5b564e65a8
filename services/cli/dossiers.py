"""`onetwenty dossier`: everything that the services know about one household, joined and ready to print."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import httpx
import msgspec
import typer

from services.cli.bearers import operators_bearer
from services.cli.terminal import OUT, failed

SERVICES = ("assignment", "visits")
_TITLES = {"assignment": "DANH SÁCH PHƯỜNG (assignment)", "visits": "CÁC LƯỢT ĐẾN NHÀ (visits)"}


def dossier(
    household: Annotated[str, typer.Argument(help="Id of the household.")],
    ward: Annotated[str, typer.Option(help="Code of its ward.")],
    data: Annotated[
        Path | None, typer.Option("--data", help="The data folder of the running system.", envvar="ONETWENTY_DATA")
    ] = None,
    url: Annotated[str, typer.Option(help="Where the system answers.")] = "http://127.0.0.1:8120",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Print everything that a running system knows about a household. That it was read is recorded."""
    headers = {"Authorization": f"Bearer {operators_bearer(data, ward)}"}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            parts = {service: _part(client, service, ward, household) for service in SERVICES}
    except httpx.TransportError as error:
        remedy = "Start `onetwenty serve` there first, or check --url."
        raise failed(f"{url} does not answer: {error}", remedy) from None
    if all(part is None for part in parts.values()):
        raise failed(f"No service knows a household {household} in ward {ward}.", "Check the id and the ward.")
    if as_json:
        OUT.print(msgspec.json.encode(parts).decode(), markup=False)
    else:
        OUT.print("\n".join(_printed(ward, household, parts)), markup=False)


def _part(client: httpx.Client, service: str, ward: str, household: str) -> dict[str, Any] | None:
    answer = client.get(f"/api/{service}/v1/wards/{ward}/households/{household}/dossier")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    if answer.is_error:
        raise failed(f"{service} answers {answer.status_code}: {answer.json()['detail']}", answer.json()["remedy"])
    content: dict[str, Any] = answer.json()
    return content


def _printed(ward: str, household: str, parts: Mapping[str, dict[str, Any] | None]) -> Iterator[str]:
    yield f"HỘ GIA ĐÌNH {household} · {ward}"
    for service, part in parts.items():
        yield ""
        yield _TITLES[service]
        yield from _lines(part) if part is not None else ("  không có gì · nothing",)


def _lines(value: Any, depth: int = 1) -> Iterator[str]:
    """A value as indented lines, `name: value`; what is null or empty is left out."""
    indent = "  " * depth
    pairs = value.items() if isinstance(value, dict) else enumerate(value, start=1)
    for name, one in pairs:
        if one in (None, "", [], {}):
            continue
        if isinstance(one, dict | list):
            yield f"{indent}{name}:"
            yield from _lines(one, depth + 1)
        else:
            yield f"{indent}{name}: {one}"
