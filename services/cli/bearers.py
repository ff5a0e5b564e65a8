"""Bearer tokens that the commands sign for themselves and for who asks for one."""

from pathlib import Path

import typer

from services.access.signing_keys import SigningKey
from services.access.tokens import TokenNotMade, TokenWish, sign_token
from services.cli.keys import signing_key
from services.cli.terminal import refusals
from shared.adapters.system_clock import SystemClock
from shared.kernel.scope import Role
from shared.settings import Settings, read_settings

OPERATOR = "operator"
"""The actor of what is done at the machine itself."""


def bearer(key: SigningKey, wish: TokenWish, settings: Settings) -> str:
    """A token as the services of this installation take it. Raises TokenNotMade."""
    return sign_token(key, SystemClock(), wish, issuer=settings.token_issuer, audience=settings.token_audience)


def operators_bearer(data: Path | None, ward: str) -> str:
    """A token for what an operator does in a ward's place; who did it is recorded as OPERATOR."""
    settings = read_settings()
    wish = TokenWish(role=Role.COORDINATOR, ward=ward, subject=OPERATOR, hours=1)
    with refusals():
        try:
            return bearer(signing_key(data, settings), wish, settings)
        except TokenNotMade as error:
            raise typer.BadParameter(str(error), param_hint="--ward") from None
