"""The built pages: a folder for each of them, read once, served from memory with what a browser may keep.

`start` lies at `/`, every other page at `/<page>/`. An address within a page that is no file is a view of that page, so
it is answered with the page itself.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

START = "start"
START_VIEWS = frozenset({"/start", "/accessibility"})
"""Addresses of the start page beside `/`: where an invitation is used, and the statement on accessibility."""
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}
_PACKED = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    packed: bytes | None
    headers: Mapping[str, str]


class BuiltPages:
    """An ASGI app over the folder of a build. Files with their hash in the name are kept by browsers for ever."""

    def __init__(self, folder: Path, otherwise: ASGIApp) -> None:
        self._files = {_address(path.relative_to(folder)): _read(path) for path in sorted(_files_in(folder))}
        self._pages = {path.name for path in folder.iterdir() if path.is_dir()} - {START}
        self._otherwise = otherwise

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        answer = self._answer(scope) if scope["type"] == "http" else None
        await (answer or self._otherwise)(scope, receive, send)

    def _answer(self, scope: AsgiScope) -> Response | None:
        path = scope["path"]
        page = path.split("/", 2)[1]
        if path == f"/{page}" and page in self._pages:
            return RedirectResponse(f"/{page}/", 308)
        file = self._files.get("/" if path in START_VIEWS else path)
        if file is None and page in self._pages and "." not in path.rsplit("/", 1)[1]:
            file = self._files.get(f"/{page}/")
        return _response(file, scope) if file is not None else None


def _response(file: _File, scope: AsgiScope) -> Response:
    if scope["method"] not in ("GET", "HEAD"):
        return Response(status_code=405, headers={"Allow": "GET, HEAD"})
    asked = dict(scope["headers"])
    if asked.get(b"if-none-match") == file.headers["ETag"].encode():
        return Response(status_code=304, headers=dict(file.headers))
    if file.packed is not None and b"gzip" in asked.get(b"accept-encoding", b""):
        return Response(file.packed, headers={**file.headers, "Content-Encoding": "gzip"})
    return Response(file.body, headers=dict(file.headers))


def _files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _address(path: Path) -> str:
    parts = path.parts[1:] if path.parts[0] == START else path.parts
    return ("/" + "/".join(parts)).removesuffix("index.html")


def _read(path: Path) -> _File:
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {
        "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "Cache-Control": _FOR_EVER if path.parent.name == "assets" else _ASK_AGAIN,
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Vary": "Accept-Encoding",
    }
    return _File(body, gzip.compress(body, mtime=0) if kind.startswith(_PACKED) else None, headers)
