"""Commands as a table: each row is one call, by itself and inside `POST /commands`."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

import msgspec
from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from shared.flows.command_envelope import Handled
from shared.http.shapes import CommandAnswer
from shared.kernel.scope import Role, Scope

B = TypeVar("B", bound=BaseModel)

FREE_TEXTS = frozenset({"note", "reason", "what", "text"})
"""Fields in which people write more than a line."""
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""NUL, the other C0 and C1 controls, and what turns the direction of writing."""
_STEERING_IN_FREE_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Body(BaseModel):
    """A request body: unknown fields are refused by name, values are never silently changed in kind, and no text holds
    characters that only steer what shows it; a line end or tab may stand in free text."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, str_strip_whitespace=True, allow_inf_nan=False, str_max_length=10_000
    )

    @field_validator("*")
    @classmethod
    def _is_plain_text(cls, value: Any, field: ValidationInfo) -> Any:
        if isinstance(value, str):
            steering = _STEERING_IN_FREE_TEXT if field.field_name in FREE_TEXTS else _STEERING
            if steering.search(value):
                raise PydanticCustomError("control_character", "Input should hold no control characters")
        return value


class NoBody(Body):
    """A call that needs nothing but its path."""


class CommandContext(msgspec.Struct, frozen=True):
    """What a call knows beside path and body.

    `recorded_at` is the server's time. `clock_offset` is what to add to the sender's times, zero unless the phone's
    clock was more than 5 minutes off when it sent (domain.md, At the door). `device` names the phone, if one sent it.
    """

    scope: Scope
    command_id: str
    recorded_at: datetime
    clock_offset: timedelta = timedelta(0)
    device: str | None = None

    def corrected(self, told: datetime) -> datetime:
        """The sender's time with the error of its clock taken out."""
        return told + self.clock_offset

    def reported(self, told: datetime | None) -> datetime | None:
        """The sender's own time, if it had to be corrected: what Target.reported_at takes."""
        return told if self.clock_offset else None

    def new_id(self, what: str) -> str:
        """The id of a thing whose id the client did not choose: the same for a repetition of the command."""
        return str(uuid5(UUID(self.command_id), what))


class Target(msgspec.Struct, Generic[B], frozen=True):
    """The stream that a call leads to, its ward, the domain's command, the id to answer with, and which of the
    service's deciders takes it. `reported_at`: the sender's own time, where it was corrected."""

    stream: str
    ward: str
    command: Any
    answer_id: str
    decider: str = "main"
    reported_at: datetime | None = None


Prepare = Callable[[CommandContext, Mapping[str, str], Any], Awaitable[Target[Any]]]
"""(context, path ids, body) → target. Checks scope, finds the stream, builds the command. Raises Rejections."""

Afterwards = Callable[[CommandContext, Target[Any], Handled], Awaitable[Mapping[str, object]]]
"""What a call adds to its answer, after the command was accepted (for example possible duplicates)."""


Complete = Callable[[Request, Mapping[str, object]], Mapping[str, object]]
"""The answer of a call with what only its request knows, as the address that it came to."""


@dataclass(frozen=True)
class CommandCall:
    """One command of a service.

    `kind` is its name in `POST /commands`, where the path's ids stand in the body beside the other fields. `roles`
    may call it; other roles get 403. `status` is 201 for what creates, else 200. `answer` tells what `afterwards` adds
    and `complete` makes of it for who called by HTTP.
    """

    kind: str
    method: str
    path: str
    body: type[BaseModel]
    roles: frozenset[Role]
    prepare: Prepare
    summary: str
    status: int = 200
    afterwards: Afterwards | None = None
    in_batch: bool = True
    answer: type[CommandAnswer] = CommandAnswer
    complete: Complete | None = None

    @property
    def path_ids(self) -> tuple[str, ...]:
        """Names of the ids in the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))
