"""The session as browsers hold it: two `__Host-` cookies that no script can read and no other site can send.

`Secure` is set over plain http on this machine too: browsers treat localhost and loopback addresses as
secure and keep such cookies (docs/decisions/0013).
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from shared.http.refusals import HttpRefusal

ACCESS_COOKIE: Final = "__Host-onetwenty"
"""Holds the access token, for every service."""
REFRESH_COOKIE: Final = "__Host-onetwenty-refresh"
"""Holds the refresh credential, for access alone to look at."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})


class CrossSite(HttpRefusal):
    """A command came with a cookie from a page of another site, or without saying from where."""

    status = 403


def authorization_of(request: Request) -> str | None:
    """The `Authorization` header, or what the cookie says in its place. Raises CrossSite for a command by cookie that
    does not come from our own pages."""
    header = request.headers.get("authorization")
    if header is not None:
        return header
    token = request.cookies.get(ACCESS_COOKIE)
    if token is None:
        return None
    require_own_page(request)
    return f"Bearer {token}"


def require_own_page(request: Request) -> None:
    """Raises CrossSite unless the request only reads, or a page of this very origin sent it."""
    if request.method in _READING:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is None and origin is None:
        raise CrossSite()
    refuse_other_sites(request)


def refuse_other_sites(request: Request) -> None:
    """Raises CrossSite where a browser says that another site's page sent the request; programs say nothing."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in _OURS:
        raise CrossSite()
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise CrossSite()


def set_session(response: Response, token: str, credential: str | None, *, token_seconds: int, seconds: int) -> None:
    """Let the browser keep both; without a credential, the token alone."""
    _set(response, ACCESS_COOKIE, token, token_seconds)
    if credential is not None:
        _set(response, REFRESH_COOKIE, credential, seconds)


def clear_session(response: Response) -> None:
    """Let the browser forget both."""
    for name in (ACCESS_COOKIE, REFRESH_COOKIE):
        _set(response, name, "", 0)


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")
