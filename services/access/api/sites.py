"""Under which address a browser reaches this system: what passkeys belong to and invitations lead to."""

from urllib.parse import urlsplit

from starlette.requests import Request

from services.access.credentials.passkeys import Site


def site_of(request: Request) -> Site:
    """By the `Host` of a request, which is one of ours, and by its `Origin` where that is the same place: behind a
    gateway only the browser knows that it speaks TLS."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc.lower() != host.lower():
        origin = f"{request.url.scheme}://{host}"
    return Site(request.url.hostname or "", origin)
