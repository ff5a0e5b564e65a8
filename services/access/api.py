"""What access publishes: the keys that everyone checks tokens with (RFC 7517)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.access.signing_keys import SigningKey
from shared.http.etags import read_answer
from shared.http.service_app import service_router

WELL_KNOWN = "/.well-known/jwks.json"


def routers(key: SigningKey) -> list[APIRouter]:
    """The service's calls, and the well-known address beside them."""

    async def jwks(request: Request) -> Response:
        return read_answer(request, key.jwks())

    service, well_known = service_router("access"), APIRouter()
    service.add_api_route("/jwks", jwks, summary="Public keys of access tokens", response_class=Response)
    well_known.add_api_route(WELL_KNOWN, jwks, summary="Public keys of access tokens", response_class=Response)
    return [service, well_known]
