"""Requests are taken only under names that are ours, so that no foreign name can be pointed at this address.

A page of another site that resolves its own name to our address (DNS rebinding) would otherwise speak to us as if it
were ours. What no public name can be is always ours: an IP address, `localhost`, a name without a dot.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from shared.http.languages import language_of
from shared.http.problems import Problems
from shared.http.refusals import HostUnknown

_REMEMBERED = 1_000
_NAME = re.compile(r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?")


class GuardedHosts:
    """One ASGI app in front of all others. `names` are the dotted names that it answers to, in lower case."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset(names)
        self._known: dict[bytes, bool] = {}
        self._problems = Problems({})

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_ours(_header(scope, b"host")):
            await self._app(scope, receive, send)
            return
        language = language_of(_header(scope, b"accept-language").decode("latin-1"))
        await self._problems.of(HostUnknown(), language).response()(scope, receive, send)

    def _is_ours(self, host: bytes) -> bool:
        known = self._known.get(host)
        if known is None:
            known = self._judge(host.decode("latin-1").lower())
            if len(self._known) < _REMEMBERED:
                self._known[host] = known
        return known

    def _judge(self, host: str) -> bool:
        name, bracket, rest = host.removeprefix("[").partition("]")
        if not host.startswith("["):
            name, _, rest = host.partition(":")
        elif not bracket:
            return False
        port = rest.removeprefix(":")
        if port and not (port.isascii() and port.isdigit()):
            return False
        return name in self._names or _NAME.fullmatch(name) is not None or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _header(scope: AsgiScope, wanted: bytes) -> bytes:
    return next((value for name, value in scope["headers"] if name == wanted), b"")
