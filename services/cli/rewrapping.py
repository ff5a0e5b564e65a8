"""`onetwenty keys rewrap`: another master key takes the place of a folder's, or of that of single services."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretBytes

from services.cli.single_services import RELAYED
from services.cli.stores import place_of, servers
from services.cli.terminal import OUT, progress, refusals
from shared.adapters.embedded.inspection import count_of_keys
from shared.adapters.embedded.master_key_rotation import lay_beside, rewrap, vaults_in
from shared.adapters.owner_files import FileRefused, make_owner_file, read_owner_file
from shared.adapters.system_clock import SystemClock
from shared.settings import Settings, SettingsRefused, key_bytes, read_settings

EXAMPLES = (
    "[bold]Examples[/]\n\n$ head -c 32 /dev/urandom > new.key && chmod 600 new.key\n\n"
    "$ onetwenty keys rewrap --new-key new.key --data ./data\n\n"
    "$ ONETWENTY_MONGO_URL=mongodb://mongo ONETWENTY_MASTER_KEY_FILE=old.key onetwenty keys rewrap --new-key new.key"
)
_NEXT = "ONETWENTY_NEXT_MASTER_KEY"


def rewrap_keys(
    new_key: Annotated[Path, typer.Option(help="A file of 32 random bytes, for its owner alone.")],
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="The data folder; none: MongoDB, where the settings name it.", envvar="ONETWENTY_DATA"
        ),
    ] = None,
) -> None:
    """Wrap all keys of people with another master key, while the system runs or not; run again, it goes on."""
    settings = read_settings()
    place = place_of(data, settings)
    with refusals():
        if place is None:
            _rewrap_in_mongo(new_key, settings)
        else:
            _rewrap_folder(new_key, place)


def _rewrap_folder(new_key: Path, data: Path) -> None:
    if not data.is_dir():
        raise FileRefused(data, "does not exist", "Check --data")
    lay_beside(data, new_key)
    known = sum(count_of_keys(vault) for vault in vaults_in(data))
    with progress("keys wrapped anew", known) as advance:
        count = asyncio.run(rewrap(data, advance))
    OUT.print(f"{count} keys wrapped anew; {data / 'keys' / 'master.key'} is the new master key. Destroy the old one.")


def _rewrap_in_mongo(new_key: Path, settings: Settings) -> None:
    key = _read_key(new_key)
    if settings.next_master_key is not None and settings.next_master_key.get_secret_value() != key:
        raise SettingsRefused(_NEXT, f"is not the key in {new_key}", "Unset it, or give the same key")
    if settings.master_key is not None and settings.master_key.get_secret_value() == key:
        raise FileRefused(new_key, "is the master key already", "Give the old one as ONETWENTY_MASTER_KEY_FILE")
    both = settings.model_copy(update={"next_master_key": SecretBytes(key)})
    root_file = new_key.with_name("derivation.key")
    count = asyncio.run(_rewrapped(both, root_file))
    OUT.print(_AFTERWARDS.format(count=count, new_key=new_key, root_file=root_file))


async def _rewrapped(settings: Settings, root_file: Path) -> int:
    async with servers().opened(settings, SystemClock()) as mongo:
        changes = {service: mongo.rewrapping(service) for service in RELAYED}
        for service, change in changes.items():
            await _require_known(mongo, service, change)
        _keep_root(root_file, mongo.derivation_root())
        with progress("keys wrapped anew", sum([await change.count() for change in changes.values()])) as advance:
            return sum([await change.run(advance) for change in changes.values()])


async def _require_known(mongo: Any, service: str, change: Any) -> None:
    """Running processes that were never given the new key could open nothing that it wraps."""
    if await mongo.relayer(service) is not None and not await change.known_to_processes():
        what = f"was not given to the running processes of {service}"
        raise SettingsRefused(_NEXT, what, f"Restart them one after another with {_NEXT}_FILE, then run this again")


def _keep_root(path: Path, root: bytes) -> None:
    make_owner_file(path, root)
    if read_owner_file(path, "Check its owner") != root:
        raise FileRefused(path, "is another installation's", "Put the new key into a folder of its own")


def _read_key(path: Path) -> bytes:
    remedy = "Give 32 random bytes, or Base64 of them: openssl rand -base64 32"
    try:
        key: bytes = key_bytes(read_owner_file(path, remedy))
    except ValueError as error:
        raise FileRefused(path, f"holds no key: {error}", remedy) from None
    return key


_AFTERWARDS = """{count} keys wrapped anew. Now:
1. restart every process, one after another, with {new_key} as ONETWENTY_MASTER_KEY_FILE and {root_file} as
   ONETWENTY_DERIVATION_KEY_FILE, and without ONETWENTY_NEXT_MASTER_KEY;
2. run this again, as it was: it says 0 keys;
3. destroy the old key once no backup needs it."""
