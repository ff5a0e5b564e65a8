"""What everyone checks tokens with (RFC 7517)."""

from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shared.http.etags import read_answer
from shared.http.openapi import PUBLIC, json_answer
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


def add_keys(router: APIRouter, published: Callable[[], dict[str, Any]]) -> APIRouter:
    """`GET /jwks`, and the router of the well-known address beside it."""
    well_known = APIRouter()

    async def jwks(request: Request) -> Response:
        return read_answer(request, published())

    for one, path, name in ((router, "/jwks", "jwks"), (well_known, WELL_KNOWN, "well-known-jwks")):
        one.add_api_route(
            path,
            jwks,
            name=name,
            summary="Public keys of access tokens",
            **json_answer(KeyShapes, **PUBLIC),
        )
    return well_known
