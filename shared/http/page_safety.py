"""What a browser is told about our pages: nothing but our own files runs, nobody frames us, nothing is given away.

OWASP ASVS 5.0, chapter V3. Script and style come from files of ours alone; what a page writes into itself must pass a
Trusted Types policy, of which there is one, made by the pages' own code.
"""

from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

TRUSTED_TYPES_POLICY = "onetwenty"

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        f"trusted-types {TRUSTED_TYPES_POLICY}",
    )
)

API_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
]
"""What every answer of a service carries: it is data, and no page."""

PAGE_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), display-capture=()",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
"""The camera reads QR invitations; the position is asked for when a household's way is noted down."""

HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
"""Two years, as RFC 6797 leaves to the operator; sent only where TLS was used."""


class PageSafety:
    """The pages' ASGI app with these headers on whatever it answers."""

    def __init__(self, pages: ASGIApp) -> None:
        self._pages = pages

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        safe = [*PAGE_HEADERS, HSTS] if scope.get("scheme") == "https" else PAGE_HEADERS
        names = {name for name, _ in safe}

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names]
                message["headers"] = [*given, *safe]
            await send(message)

        await self._pages(scope, receive, send_safely)
