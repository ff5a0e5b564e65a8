"""`onetwenty keys`: another key for signing tokens, published before it is used; another master key."""

from pathlib import Path
from typing import Annotated

import typer

from services.access.key_ring import known_key_ring, rotate_keys
from services.cli import rewrapping
from services.cli.terminal import OUT, refusals
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import rfc3339

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich", context_settings={"help_option_names": ["-h", "--help"]}
)
_ROTATE = "[bold]Examples[/]\n\n$ onetwenty keys rotate --data ./data\n\n$ onetwenty keys rotate --stolen"


@app.callback()
def keys() -> None:
    """Keys that tokens are signed with, and the key that wraps those of people."""


app.command("rewrap", epilog=rewrapping.EXAMPLES)(rewrapping.rewrap_keys)


@app.command(epilog=_ROTATE)
def rotate(
    data: Annotated[Path, typer.Option("--data", help="The data folder.", envvar="ONETWENTY_DATA")] = Path("data"),
    stolen: Annotated[
        bool, typer.Option("--stolen", help="Use it at once, and take the older ones away: everyone refreshes.")
    ] = False,
) -> None:
    """Add a signing key, beside a running serve or not: it is published now, and signs ten minutes later."""
    with refusals():
        clock = SystemClock()
        known_key_ring(data, clock)
        key, begins = rotate_keys(data, clock, at_once=stolen)
    OUT.print(f"key {key.kid} signs from {rfc3339(begins)} on")
