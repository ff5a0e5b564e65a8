"""How often somebody may try: a bucket of tokens for each key, refilled steadily (RFC 6585, 4).

Buckets are kept in memory, of each process its own; the least recently used are dropped beyond a number.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from shared.http.refusals import HttpRefusal
from shared.ports.clock import Clock

REMEMBERED = 100_000


class TooManyAttempts(HttpRefusal):
    """The caller tried too often; `seconds` until the next attempt may succeed, also as `Retry-After`."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(**{"seconds": seconds, "Retry-After": seconds})


class AllowanceUsedUp(HttpRefusal):
    """The account has asked for more than it may in this while; `seconds` until the same can be asked again, also as
    `Retry-After`."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(**{"seconds": seconds, "Retry-After": seconds})


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` attempts at once, then one every `seconds`."""

    burst: int
    seconds: float


class RateLimit:
    """Buckets of one rate; `refusal` is what an empty one answers, made of the seconds to wait."""

    def __init__(
        self,
        rate: Rate,
        clock: Clock,
        remembered: int = REMEMBERED,
        refusal: Callable[[int], HttpRefusal] = TooManyAttempts,
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._remembered = remembered
        self._refusal = refusal
        self._free_from: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str, count: int = 1) -> None:
        """So many attempts of `key`. Raises the refusal, which costs nothing more."""
        now = self._clock.monotonic()
        free_from = max(self._free_from.get(key, 0.0), now) + self._rate.seconds * count
        wait = free_from - now - self._rate.burst * self._rate.seconds
        if wait > 0:
            raise self._refusal(math.ceil(wait))
        self._free_from[key] = free_from
        self._free_from.move_to_end(key)
        if len(self._free_from) > self._remembered:
            self._free_from.popitem(last=False)

    def give_back(self, key: str) -> None:
        """What was taken last did no harm: it does not count."""
        if key in self._free_from:
            self._free_from[key] -= self._rate.seconds
