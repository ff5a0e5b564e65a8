"""What every endpoint needs of its app: who is calling, in which language, under which correlation id."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import Request

from shared.http.allowances import Allowances
from shared.http.callers import TokenReader
from shared.http.command_runner import Trace
from shared.http.cookies import authorization_of
from shared.http.languages import Language, language_of
from shared.http.problems import Problems
from shared.kernel.scope import Scope
from shared.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class Border:
    """One app's side of the border: it is `app.state.border`."""

    service: str
    tokens: TokenReader
    problems: Problems
    clock: Clock
    allowances: Allowances


def border_of(request: Request) -> Border:
    """The border of the app that took the request."""
    return cast(Border, request.app.state.border)


def language_for(request: Request) -> Language:
    """The language to answer in."""
    return language_of(request.headers.get("accept-language"))


def trace_of(request: Request) -> Trace:
    """The ids under which the request is logged."""
    return cast(Trace, request.scope.get("onetwenty.trace") or Trace())


def scope_of(request: Request) -> Scope:
    """The caller, by header or cookie. Raises what is wrong with the token, or CrossSite."""
    return border_of(request).tokens.caller(authorization_of(request))


def sender_of(request: Request) -> Scope:
    """The caller where what was kept may be sent, even by a session that is over. Raises as `scope_of`."""
    return border_of(request).tokens.caller(authorization_of(request), sending=True)


async def caller_of(request: Request) -> Scope:
    """`scope_of`, as FastAPI injects it."""
    return scope_of(request)


Caller = Annotated[Scope, Depends(caller_of)]
"""The first parameter of every reading endpoint: `async def households(caller: Caller, …)`."""
