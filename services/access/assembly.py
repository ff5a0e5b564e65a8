"""Joins the parts of access: its app, and what others check tokens with."""

from fastapi import FastAPI

from services.access.api import routers
from services.access.signing_keys import SigningKey
from shared.http.callers import KeySet, TokenReader
from shared.http.limits import limits_of
from shared.http.service_app import service_app
from shared.ports.clock import Clock
from shared.settings import Settings


def token_reader(key: SigningKey, clock: Clock, settings: Settings) -> TokenReader:
    """Reads the tokens that this installation signs."""
    return TokenReader(KeySet(key.jwks()), settings.token_issuer, settings.token_audience, clock)


def access_app(key: SigningKey, clock: Clock, settings: Settings) -> FastAPI:
    """The service over an opened key."""
    return service_app(
        "access",
        "OneTwenty: access",
        routers=routers(key),
        tokens=token_reader(key, clock, settings),
        clock=clock,
        wording={},
        limits=limits_of(settings),
    )
