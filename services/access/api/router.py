"""Everything that access answers."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.access.api.account_calls import Desk, account_calls
from services.access.api.keys import add_keys
from services.access.api.outside_calls import add_outside
from services.access.api.passkey_calls import PasskeyCalls
from services.access.api.reads import Reading, add_reads
from services.access.api.session_calls import session_calls
from services.access.api.sign_in_calls import add_sign_in
from services.access.api.volunteer_calls import volunteer_calls
from services.access.credentials.invitations import Invitations
from services.access.credentials.outside_issuer import OutsideIssuer
from services.access.key_ring import KeyRing
from shared.http.command_calls import CommandCall
from shared.http.command_endpoint import add_commands
from shared.http.command_runner import CommandRunner
from shared.http.ledger_route import add_ledger
from shared.http.service_app import service_router


def command_calls(desk: Desk, invitations: Invitations) -> Sequence[CommandCall]:
    """The table of access's commands."""
    return (*account_calls(desk), *volunteer_calls(desk, invitations), *session_calls(desk))


def access_routers(
    runner: CommandRunner, desk: Desk, reading: Reading, keys: KeyRing, outside: OutsideIssuer | None
) -> list[APIRouter]:
    """The service's calls, and the well-known address beside them."""
    router = service_router("access")
    passkeys = PasskeyCalls(desk, reading.passkeys)
    add_sign_in(router, desk.entrances, passkeys.owner, desk.clock)
    passkeys.add(router)
    add_outside(router, desk.entrances, outside, desk.clock)
    add_commands(router, runner)
    add_reads(router, reading)
    add_ledger(router, reading.store)
    return [router, add_keys(router, keys.published)]
