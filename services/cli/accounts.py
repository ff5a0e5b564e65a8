"""`onetwenty account`: the first administrator, and a way back in for whoever runs the installation.

Both work beside a running `serve` and on a stopped folder: the ledger's guards hold between processes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from services.access.assembly import NAME, PROOFS
from services.access.credentials.hashing import PasswordHashing
from services.access.credentials.passwords import Passwords
from services.access.credentials.proofs import Proofs
from services.access.domain.commands import AccountCommand, CreateAccount, Recover
from services.access.domain.decider import account_decider, with_foreign_keys
from services.access.flows.account_streams import AccountStreams, stream_of
from services.access.flows.chosen_passwords import ChosenPasswords
from services.access.wording import WORDING
from services.cli.bearers import OPERATOR
from services.cli.stores import Place, place_of, servers
from services.cli.terminal import OUT, failed, refusals
from services.embedded import embedded
from shared.adapters.embedded.assembly import open_service_storage
from shared.adapters.embedded.erasure_list import installation_path
from shared.adapters.embedded.sqlite_credentials import open_credentials
from shared.adapters.master_key import derived_key
from shared.adapters.system_clock import SystemClock
from shared.contracts.codec import CODECS
from shared.flows.command_envelope import CommandHandling
from shared.flows.handle_command import CommandHandler
from shared.flows.sealing import Sealer
from shared.http.problems import Problems
from shared.kernel.failures import Rejection
from shared.ports.credential_store import CredentialStore
from shared.ports.event_store import EventStore
from shared.ports.key_vault import KeyVault
from shared.reference.units import PROVINCE_CODE, canonical_ward
from shared.settings import read_settings

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich", context_settings={"help_option_names": ["-h", "--help"]}
)
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="The data folder; none: MongoDB where the settings name it, else ./data.",
        envvar="ONETWENTY_DATA",
    ),
]
Name = Annotated[str, typer.Option(help="The name to sign in with, as lan.haivan.")]
_CREATE = "[bold]Examples[/]\n\n$ onetwenty account create --role admin --name lan.quantri --data ./data"
_RECOVER = "[bold]Examples[/]\n\n$ onetwenty account recover --name lan.quantri --data ./data"


@app.callback()
def account() -> None:
    """Accounts, made and recovered at the machine itself."""


@app.command(epilog=_CREATE)
def create(
    role: Annotated[Literal["admin", "coordinator", "province", "auditor"], typer.Option(help="What they may do.")],
    name: Name,
    data: Data = None,
    ward: Annotated[str | None, typer.Option(help="Code of a coordinator's ward.")] = None,
) -> None:
    """Make an account and print its one-time password, which the first sign-in replaces."""
    if (ward is not None) != (role == "coordinator"):
        raise typer.BadParameter("a coordinator has a ward, and nobody else has", param_hint="--ward")
    place = PROVINCE_CODE if ward is None else canonical_ward(ward)
    if place is None:
        raise typer.BadParameter(f"no unit of Da Nang has the code {ward}", param_hint="--ward")

    async def made(counter: "_Counter") -> str:
        account_id, command_id = counter.clock.new_id(), counter.clock.new_id()
        command = CreateAccount(
            account_id=account_id,
            recorded_at=counter.clock.now(),
            role=role,
            name=counter.chosen.name(name),
            password_hash=await counter.chosen.choose(None, "", command_id),
            one_time=True,
        )
        return await counter.done(stream_of(place, account_id), command, command_id)

    _print(data, name, made)


@app.command(epilog=_RECOVER)
def recover(name: Name, data: Data = None) -> None:
    """Give an account a new one-time password; its passkeys and sessions are gone."""

    async def recovered(counter: "_Counter") -> str:
        known = await counter.streams.named(name)
        if known is None:
            raise failed(f"nobody signs in as {name}.", "Check the name, or make the account.")
        command_id = counter.clock.new_id()
        command = Recover(
            account_id=known.account_id,
            recorded_at=counter.clock.now(),
            password_hash=await counter.chosen.choose(None, "", command_id),
            one_time=True,
        )
        return await counter.done(known.stream, command, command_id)

    _print(data, name, recovered)


class _Counter:
    """What an account is made with."""

    def __init__(self, streams: AccountStreams, chosen: ChosenPasswords, clock: SystemClock) -> None:
        self.streams = streams
        self.chosen = chosen
        self.clock = clock

    async def done(self, stream: str, command: AccountCommand, command_id: str) -> str:
        """Store a command with its password, which is answered."""
        handled = await self.streams.handle(stream, command, command_id, actor=OPERATOR)
        await self.chosen.keep(command, handled)
        return self.chosen.one_time(command_id)


def _print(data: Path | None, name: str, made: Callable[[_Counter], Awaitable[str]]) -> None:
    async def printed() -> None:
        async with _counter(place_of(data, read_settings())) as counter:
            password = await made(counter)
        OUT.print(f"name: {name.strip().lower()}\none-time password: {password}")

    with refusals():
        try:
            asyncio.run(printed())
        except Rejection as rejection:
            words = Problems(WORDING).of(rejection, "en")
            raise failed(words.detail, words.remedy) from None


@asynccontextmanager
async def _counter(place: Place) -> AsyncIterator[_Counter]:
    """Access of a folder or of single services, in use or not."""
    clock, hashing = SystemClock(), PasswordHashing()
    async with _stores(place, clock) as stores:
        try:
            proofs = Proofs(stores.proof_key)
            handling = CommandHandling(account_decider, with_foreign_keys)
            handler = CommandHandler(handling, stores.commits, CODECS[NAME], Sealer(stores.vault), clock)
            streams = AccountStreams(handler, stores.commits, proofs, clock)
            yield _Counter(streams, ChosenPasswords(Passwords(stores.credentials, hashing), proofs, clock), clock)
        finally:
            hashing.close()


@dataclass(frozen=True, slots=True)
class _Stores:
    commits: EventStore
    vault: KeyVault
    credentials: CredentialStore
    proof_key: bytes


@asynccontextmanager
async def _stores(place: Place, clock: SystemClock) -> AsyncIterator[_Stores]:
    """What access keeps there; a folder that has never served is made first."""
    if place is None:
        async with servers().opened(read_settings(), clock) as mongo:
            yield _Stores(mongo.event_store(NAME), mongo.vault(NAME), mongo.credentials(), mongo.key_for(PROOFS))
        return
    if not installation_path(place).exists():
        async with embedded(place, read_settings(), clock):
            pass
    storage = await open_service_storage(place, NAME, clock)
    credentials = open_credentials(place)
    try:
        yield _Stores(storage.event_store, storage.vault, credentials, derived_key(place, PROOFS))
    finally:
        await credentials.close()
        await storage.close()
