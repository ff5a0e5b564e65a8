"""What goes into the command flow and what comes out of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from shared.kernel.decider import Decider
from shared.kernel.failures import Rejection

C = TypeVar("C")
S = TypeVar("S")


class IdempotencyKeyReused(Rejection):
    """The same command id came with other content."""


class CommandEnvelope(msgspec.Struct, Generic[C], frozen=True):
    """A command on its way to one stream. `content_hash` stands for kind, path, body and actor, keyed so that it
    confirms no guess; `answer_id` is the id that the answer names. `reported_at` is the sender's own time of what the
    command tells, where its clock was corrected; every event about it keeps that time."""

    stream: str
    ward: str
    command: C
    command_id: str
    content_hash: str
    actor: str
    answer_id: str
    correlation_id: str = ""
    traceparent: str = ""
    reported_at: datetime | None = None
    flags: tuple[str, ...] = ()
    """Of the commit, whatever its events say, as `after_end`."""


class Handled(msgspec.Struct, frozen=True):
    """The answer to an accepted command. `events` is empty when there was nothing to do."""

    id: str
    stream: str
    version: int
    events: tuple[str, ...]
    flags: tuple[str, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class CommandHandling(Generic[C, S]):
    """What a service brings: its decider, and what to do with ids that other streams own.

    `with_foreign_keys(command, {key: owning stream})` gives the command that knows of them, or raises a Rejection.
    """

    decider: Decider[C, S, Any]
    with_foreign_keys: Callable[[C, Mapping[str, str]], C]
