"""What stands at `/` while there are no pages: where the services are and what they say of themselves."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

SERVICES = {
    "assignment": ("Phân công", "who helps whom"),
    "visits": ("Lượt đến nhà", "what happened at the door"),
    "reporting": ("Số liệu", "the figures"),
    "access": ("Truy cập", "public keys"),
}
_WORDS = ("openapi.json", "healthz", "readyz", "metrics")
_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;margin:2rem auto;max-width:40rem;"
    "padding:0 1rem}dt{font-weight:600;margin-top:1rem}dd{margin:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}"
)


def _page() -> str:
    services = "".join(
        f"<dt>{vi} <small lang=en>· {name}: {en}</small></dt><dd>"
        + "".join(f"<a href=/api/{name}/{word}>{word}</a>" for word in _WORDS)
        + "</dd>"
        for name, (vi, en) in SERVICES.items()
    )
    return (
        "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>OneTwenty</title><link rel=stylesheet href=/start.css><h1>OneTwenty</h1>"
        "<p>Một tình nguyện viên, hai mươi hộ gia đình. Mọi lời gọi dưới <code>/api/…/v1</code> cần mã truy cập."
        "<p lang=en>One volunteer, twenty households. Every call below <code>/api/…/v1</code> needs a token:"
        f" <code>onetwenty token --help</code>.<dl>{services}</dl></html>"
    )


class StartPage:
    """An ASGI app with one page and its style; other paths do not exist."""

    def __init__(self) -> None:
        self._files: Mapping[str, ASGIApp] = {
            "/": HTMLResponse(_page()),
            "/start.css": Response(_STYLE, media_type="text/css"),
        }
        self._missing: ASGIApp = JSONResponse(
            {
                "type": "/problems/not-found",
                "title": "Not found",
                "status": 404,
                "remedy": "Look at / for what there is.",
            },
            404,
            media_type="application/problem+json",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._files.get(scope["path"]) if scope["type"] == "http" else None
        await (found or self._missing)(scope, receive, send)
