"""Whether the services answer at the addresses that the settings name."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from services.cli.standing import Finding
from shared.settings import Settings, variable

_SECONDS = 3.0
"""How long a service may take to say whether it can work; its own checks take two at most."""
_LOOK = "Look into the log of `onetwenty serve {service}`, and at what it waits for"


async def ask_neighbours(settings: Settings) -> list[Finding]:
    """Ask each service for its readiness, all at once; what does not answer, or cannot work, is a fault."""
    async with httpx.AsyncClient(timeout=_SECONDS) as client:
        return list(await asyncio.gather(*(_asked(client, *one) for one in _addresses(settings))))


def _addresses(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Services, where each answers, and the setting that says so."""
    if settings.keys_url is not None:
        parts = urlsplit(settings.keys_url)
        yield "access", f"{parts.scheme}://{parts.netloc}", variable("keys_url")
    for source, address in sorted(settings.ledger_addresses.items()):
        yield source, address.rstrip("/"), variable("ledgers")


async def _asked(client: httpx.AsyncClient, service: str, address: str, named_by: str) -> Finding:
    try:
        answer = await client.get(f"{address}/api/{service}/readyz")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        remedy = f"Start `onetwenty serve {service}`, or check {named_by}"
        return Finding(service, f"does not answer at {address} ({type(error).__name__})", remedy)
    if answer.status_code == httpx.codes.OK:
        return Finding(service, f"works at {address}")
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return Finding(service, f"cannot work at {address}{_waiting(answer)}", _LOOK.format(service=service))
    remedy = f"Check {named_by}: it names the service itself, no page and no other program"
    return Finding(service, f"answers {answer.status_code} at {address}", remedy)


def _waiting(answer: httpx.Response) -> str:
    try:
        waits = answer.json()["waiting_for"]
        return ": " + "; ".join(f"{part}: {reason}" for part, reason in waits.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
