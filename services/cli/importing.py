"""`onetwenty import`: a ward's list of households or volunteers, shown against a running system, and taken."""

from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import typer

from services.cli.bearers import operators_bearer
from services.cli.terminal import OUT, failed, progress
from shared.adapters.system_clock import SystemClock

_EXAMPLES = (
    "[bold]Examples[/]\n\n$ onetwenty import households.xlsx --ward 20194 --dry-run\n\n"
    "$ onetwenty import volunteers.csv --ward 20194 --kind volunteers"
)


def add_import(app: typer.Typer) -> None:
    """`onetwenty import`."""
    app.command("import", epilog=_EXAMPLES)(import_list)


def import_list(
    file: Annotated[Path, typer.Argument(help="The list: .xlsx, or CSV in UTF-8.", exists=True, dir_okay=False)],
    ward: Annotated[str, typer.Option(help="Code of the ward.")],
    kind: Annotated[Literal["households", "volunteers"], typer.Option(help="What the rows are.")] = "households",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the list would do.")] = False,
    alike: Annotated[
        bool, typer.Option("--alike", help="Take rows too that look like another household of the list.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option("--data", help="The data folder of the running system.", envvar="ONETWENTY_DATA")
    ] = None,
    url: Annotated[str, typer.Option(help="Where the system answers.")] = "http://127.0.0.1:8120",
) -> None:
    """Take a list into a ward's roster of a running system; the same file again changes nothing, and goes on where it
    was interrupted. Exit code 1 when rows are doubtful: they are left out, each named with its reason."""
    content = file.read_bytes()
    headers = {"Authorization": f"Bearer {operators_bearer(data, ward)}", "Accept-Language": "vi"}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=120) as client:
            answer = _sent(client, ward, content, kind=kind, dry_run=True, alike=alike)
            taken = 0 if dry_run else _taken(client, ward, content, answer["remaining"], kind=kind, alike=alike)
    except httpx.TransportError as error:
        raise failed(
            f"{url} does not answer: {error}", "Start `onetwenty serve` there first, or check --url."
        ) from None
    _print(answer, taken, dry_run=dry_run)
    if answer["doubtful"]:
        raise typer.Exit(1)


def _taken(client: httpx.Client, ward: str, content: bytes, wanted: int, **query: Any) -> int:
    """Take what is wanted, call by call: each takes as much as it has patience for."""
    key = SystemClock().new_id()
    taken = 0
    with progress("rows", wanted) as advance:
        while taken < wanted:
            answer = _sent(client, ward, content, key, dry_run=False, **query)
            advance(answer["taken"])
            taken += answer["taken"]
            if not answer["taken"]:
                break
    return taken


def _sent(client: httpx.Client, ward: str, content: bytes, key: str | None = None, **query: Any) -> dict[str, Any]:
    headers = {"Content-Type": "application/octet-stream", **({"Idempotency-Key": key} if key else {})}
    params = {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
    answer = client.post(f"/api/assignment/v1/wards/{ward}/imports", params=params, content=content, headers=headers)
    if answer.is_error:
        problem = answer.json()
        raise failed(f"{problem['title']}: {problem['detail']}", problem["remedy"])
    found: dict[str, Any] = answer.json()
    return found


def _print(answer: dict[str, Any], taken: int, *, dry_run: bool) -> None:
    for row in answer["items"]:
        for problem in row["problems"]:
            OUT.print(f"row {row['row']} {problem['pointer'] or '-'}: {problem['message']}", markup=False)
    counts = ", ".join(f"{answer[name]} {name}" for name in ("new", "changed", "same", "doubtful"))
    OUT.print(f"{answer['rows']} rows: {counts}")
    OUT.print("nothing was taken (--dry-run)" if dry_run else f"{taken} rows taken")
