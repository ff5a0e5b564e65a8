"""Routes of reads: a query parameter that the call does not know is refused by name, never ignored."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from shared.http.border import caller_of, scope_of
from shared.http.refusals import UnknownParameter


class ReadRoute(APIRoute):
    """An APIRoute that takes exactly the parameters it declares."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = frozenset(_parameters(self.dependant))
        public = all(dependency.call is not caller_of for dependency in self.dependant.dependencies)

        async def read(request: Request) -> Response:
            require_known(request, known, public=public)
            return await handle(request)

        return read


def _parameters(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        yield parameter.alias
    for dependency in dependant.dependencies:
        yield from _parameters(dependency)


def require_known(request: Request, known: frozenset[str], *, public: bool = False) -> None:
    """Raises UnknownParameter for the first query parameter that is not `known`, to callers who may ask at all."""
    unknown = [name for name in request.query_params if name not in known] if request.scope["query_string"] else []
    if unknown:
        if not public:
            scope_of(request)
        raise UnknownParameter(pointer=unknown[0][:64], known=sorted(known))
