"""`onetwenty keys rewrap`: another master key takes the place of a folder's."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from services.cli.terminal import OUT, progress, refusals
from shared.adapters.embedded.inspection import count_of_keys
from shared.adapters.embedded.master_key_rotation import lay_beside, rewrap, vaults_in
from shared.adapters.owner_files import FileRefused

EXAMPLES = (
    "[bold]Examples[/]\n\n$ head -c 32 /dev/urandom > new.key && chmod 600 new.key\n\n"
    "$ onetwenty keys rewrap --new-key new.key --data ./data"
)


def rewrap_keys(
    new_key: Annotated[Path, typer.Option(help="A file of 32 random bytes, for its owner alone.")],
    data: Annotated[Path, typer.Option("--data", help="The data folder.", envvar="ONETWENTY_DATA")] = Path("data"),
) -> None:
    """Wrap all keys of people with another master key, beside a running serve or not; run again, it goes on."""
    with refusals():
        if not data.is_dir():
            raise FileRefused(data, "does not exist", "Check --data")
        lay_beside(data, new_key)
        known = sum(count_of_keys(vault) for vault in vaults_in(data))
        with progress("keys wrapped anew", known) as advance:
            count = asyncio.run(rewrap(data, advance))
    OUT.print(f"{count} keys wrapped anew; {data / 'keys' / 'master.key'} is the new master key. Destroy the old one.")
