"""What access publishes: the keys that everyone checks tokens with (RFC 7517)."""

from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.access.signing_keys import SigningKey
from shared.http.etags import read_answer
from shared.http.openapi import PUBLIC, json_answer
from shared.http.service_app import service_router
from shared.http.shapes import Shape


class KeyShape(Shape, kw_only=True):
    """One public key (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str
    kid: str
    alg: Literal["EdDSA"]
    use: Literal["sig"]


class KeyShapes(Shape, kw_only=True):
    """A JSON Web Key Set."""

    keys: list[KeyShape]


WELL_KNOWN = "/.well-known/jwks.json"


def routers(key: SigningKey) -> list[APIRouter]:
    """The service's calls, and the well-known address beside them."""

    async def jwks(request: Request) -> Response:
        return read_answer(request, key.jwks())

    service, well_known = service_router("access"), APIRouter()
    for router, path in ((service, "/jwks"), (well_known, WELL_KNOWN)):
        router.add_api_route(
            path,
            jwks,
            name="well-known-jwks" if router is well_known else "jwks",
            summary="Public keys of access tokens",
            **json_answer(KeyShapes, **PUBLIC),
        )
    return [service, well_known]
