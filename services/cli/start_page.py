"""What stands at `/` while there are no pages: where the services are and what they say of themselves."""

from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SERVICES = ("assignment", "visits", "reporting", "access")
_PROBLEM = "application/problem+json"


def _page() -> str:
    rows = "".join(
        f"<tr><th scope=row>{name}</th>"
        + "".join(
            f"<td><a href=/api/{name}/{what}>{what}</a></td>"
            for what in ("openapi.json", "healthz", "readyz", "metrics")
        )
        + "</tr>"
        for name in SERVICES
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<title>OneTwenty</title><style>body{font:1rem/1.5 system-ui;margin:2rem auto;max-width:46rem;padding:0 1rem}"
        "th{text-align:left}td,th{padding:.25rem 1rem .25rem 0}</style><h1>OneTwenty</h1>"
        "<p>One volunteer, twenty households. Every call below <code>/api/…/v1</code> needs a bearer token:"
        " <code>onetwenty token --help</code>.</p>"
        f"<table>{rows}</table></html>"
    )


class StartPage:
    """An ASGI app with one page; other paths do not exist."""

    def __init__(self) -> None:
        self._page: ASGIApp = HTMLResponse(
            _page(), headers={"Content-Security-Policy": "default-src 'self'; style-src 'unsafe-inline'"}
        )
        self._missing: ASGIApp = JSONResponse(
            {
                "type": "/problems/not-found",
                "title": "Not found",
                "status": 404,
                "remedy": "Look at / for what there is.",
            },
            404,
            media_type=_PROBLEM,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["path"] == "/"
        await (self._page if is_page else self._missing)(scope, receive, send)
