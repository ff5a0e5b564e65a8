"""How much of anything a service takes at once."""

from dataclasses import dataclass

from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """`body` in bytes, `seconds` until an answer must have begun, `live_clients` open streams of one process."""

    body: int = 1024 * 1024
    seconds: float = 30.0
    live_clients: int = 500


DEFAULT_LIMITS = Limits()


def limits_of(settings: Settings) -> Limits:
    """The limits that an installation has set."""
    return Limits(settings.body_limit, settings.request_seconds, settings.live_clients)
