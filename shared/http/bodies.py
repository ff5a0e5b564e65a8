"""Reading request bodies."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from shared.http.refusals import MediaTypeUnsupported, refusal_of

M = TypeVar("M", bound=BaseModel)


async def json_body(request: Request) -> bytes:
    """The bytes of a body that says it is JSON; empty when there is none. Raises MediaTypeUnsupported."""
    body = await request.body()
    media_type = request.headers.get("content-type", "")
    if body and media_type and not _is_json(media_type):
        raise MediaTypeUnsupported()
    return body


def _is_json(media_type: str) -> bool:
    name = media_type.split(";", 1)[0].strip().lower()
    return name == "application/json" or name.endswith("+json")


def read_body(model: type[M], body: bytes) -> M:
    """The body as its model; a missing body reads as an empty object. Raises the refusal that names what is wrong."""
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        raise refusal_of(error) from None
