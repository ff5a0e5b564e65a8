"""Routes of reads: a query parameter that the call does not know, or that is repeated, is refused, never ignored."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from shared.http.border import caller_of, scope_of
from shared.http.refusals import ParameterRepeated, TakesNoParameters, UnknownParameter


class ReadRoute(APIRoute):
    """An APIRoute that takes exactly the parameters it declares."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler behind the check of its parameters."""
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
    """Refuses the first query parameter that is not `known` or given twice, to callers who may ask at all.

    Raises UnknownParameter, TakesNoParameters or ParameterRepeated.
    """
    if not request.scope["query_string"]:
        return
    names = [name for name, _ in request.query_params.multi_items()]
    if not public and (len(set(names)) < len(names) or not known.issuperset(names)):
        scope_of(request)
    for place, name in enumerate(names):
        if name not in known:
            raise UnknownParameter(name[:64], known=sorted(known)) if known else TakesNoParameters(name[:64])
        if name in names[:place]:
            raise ParameterRepeated(pointer=name)
