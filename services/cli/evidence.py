"""`onetwenty erasure`: is this evidence of an erasure what this installation signed?"""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from services.cli.terminal import OUT, failed, refusals
from shared.adapters.master_key import derived_key
from shared.flows.evidence import EvidenceRefused, checked_statement, evidence_key

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich", context_settings={"help_option_names": ["-h", "--help"]}
)
_VERIFY = (
    "[bold]Examples[/]\n\n$ onetwenty erasure verify erasure.json --keys evidence-keys.json\n\n"
    "$ onetwenty erasure verify erasure.json --data ./data"
)


@app.callback()
def erasure() -> None:
    """Evidence of erasures."""


@app.command(epilog=_VERIFY)
def verify(
    file: Annotated[Path, typer.Argument(help="The answer of GET …/erasure, or the evidence alone.")],
    keys: Annotated[
        Path | None, typer.Option(help="What /api/assignment/v1/evidence-keys answers; needs no installation.")
    ] = None,
    data: Annotated[
        Path, typer.Option("--data", help="The folder whose key it is, without --keys.", envvar="ONETWENTY_DATA")
    ] = Path("data"),
) -> None:
    """Check a signed erasure, offline; prints what it states. Exit code 1 when it is not what was signed."""
    with refusals():
        jwks = _json(keys) if keys is not None else evidence_key(derived_key(data, "command content")).jwks()
    try:
        statement = checked_statement(_evidence_in(file), jwks)
    except EvidenceRefused as refusal:
        raise failed(f"{file} proves nothing: {refusal}.", "Ask the ward for the evidence again.") from None
    OUT.print_json(msgspec.json.encode(statement).decode())


def _evidence_in(file: Path) -> str:
    text = _text(file)
    if not text.startswith("{"):
        return text
    evidence = _json(file).get("evidence")
    if not isinstance(evidence, str):
        raise failed(f"{file} holds no evidence.", "The erasure may still be under way: ask again in a moment.")
    return evidence


def _json(file: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(_text(file), type=dict[str, Any])
    except msgspec.MsgspecError:
        raise failed(f"{file} is no JSON.", "Give what the system answered, as it was.") from None


def _text(file: Path) -> str:
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise failed(f"{file} cannot be read: {error}.", "Check the path.") from None
