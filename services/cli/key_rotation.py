"""`onetwenty keys`: another key for signing tokens, published before it is used; another master key."""

from pathlib import Path
from typing import Annotated

import typer

from services.access.given_keys import rotate_given
from services.access.key_ring import rotate_keys
from services.cli import rewrapping
from services.cli.keys import given, keys_of_place
from services.cli.terminal import OUT, refusals
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import rfc3339
from shared.settings import SettingsRefused, read_settings

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
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="The data folder; none: the file of ONETWENTY_SIGNING_KEY_FILE.", envvar="ONETWENTY_DATA"
        ),
    ] = None,
    stolen: Annotated[
        bool, typer.Option("--stolen", help="Use it at once, and take the older ones away: everyone refreshes.")
    ] = False,
) -> None:
    """Add a signing key, while the system runs or not: it is published now, and signs ten minutes later."""
    settings, clock = read_settings(), SystemClock()
    with refusals():
        keys_of_place(data, settings)
        if data is not None or not given(settings):
            key, begins = rotate_keys(data or settings.data, clock, at_once=stolen)
        elif settings.signing_key_file is not None:
            key, begins = rotate_given(settings.signing_key_file, clock, at_once=stolen)
        else:
            raise SettingsRefused("ONETWENTY_SIGNING_KEY", "holds a key itself", "Name a file: a key is added to that")
    OUT.print(f"key {key.kid} signs from {rfc3339(begins)} on")
