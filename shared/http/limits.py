"""How much of anything a service takes at once."""

from dataclasses import dataclass

from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once and then `per_second`, of one account; 0 a second: as many as it likes."""

    per_second: float = 0.0
    burst: int = 1


UNBOUNDED = Allowance()


@dataclass(frozen=True, slots=True)
class Limits:
    """`body` in bytes, `seconds` until an answer must have begun, `live_clients` open streams of one process; what one
    account may send and export."""

    body: int = 1024 * 1024
    seconds: float = 30.0
    live_clients: int = 500
    commands: Allowance = UNBOUNDED
    exports: Allowance = UNBOUNDED


DEFAULT_LIMITS = Limits()


def limits_of(settings: Settings) -> Limits:
    """The limits that an installation has set."""
    return Limits(
        settings.body_limit,
        settings.request_seconds,
        settings.live_clients,
        Allowance(settings.commands_per_second, settings.commands_burst),
        Allowance(settings.exports_per_second, settings.exports_burst),
    )
