"""The body of `POST /commands`, taken apart so that one bad command spoils no other."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from pydantic import Field

from shared.http.bodies import read_body
from shared.http.command_calls import Body
from shared.http.ids import canonical_uuid
from shared.http.refusals import IdMalformed, InvalidFields, JsonUnreadable
from shared.http.times import Instant

MAX_COMMANDS = 100
CLOCK_TOLERANCE = timedelta(minutes=5)
"""A phone's clock may be off by this much before its times are corrected (domain.md, At the door)."""


class Device(Body):
    """The phone that sends: `unsent` records of its own are still unsent, the oldest since `oldest_unsent`."""

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
    unsent: Annotated[int, Field(ge=0, le=100_000)]
    oldest_unsent: Instant | None = None
    app: Annotated[str, Field(max_length=64)] | None = None


class BatchCommand(Body):
    """One command; `body` is that of the call of its kind, with the ids of the call's path beside the other fields."""

    command_id: Annotated[str, Field(max_length=64)]
    kind: Annotated[str, Field(max_length=64)]
    body: dict[str, Any] = Field(default_factory=dict)


class BatchFrame(Body):
    """A batch; its commands are looked at one by one."""

    device: Device | None = None
    sent_at: Instant
    commands: Annotated[list[Any], Field(max_length=MAX_COMMANDS)]


class _RawCommands(msgspec.Struct):
    commands: list[msgspec.Raw]


class _RawBody(msgspec.Struct):
    body: dict[str, msgspec.Raw] = {}


class Batch(msgspec.Struct, frozen=True):
    """A batch whose frame is right."""

    device: Device | None
    sent_at: datetime
    commands: list[msgspec.Raw]

    def clock_offset(self, now: datetime) -> timedelta:
        """What to add to the sender's times: zero unless its clock is more than five minutes off."""
        offset = now - self.sent_at
        return offset if abs(offset) > CLOCK_TOLERANCE else timedelta(0)


class BatchItem(msgspec.Struct, frozen=True):
    """One command of a batch: its canonical id, its kind, and its body with the path's ids still inside."""

    command_id: str
    kind: str
    fields: Mapping[str, msgspec.Raw]


def read_batch(body: bytes) -> Batch:
    """The batch in a request's body. Raises the refusal of the whole batch."""
    frame = read_body(BatchFrame, body)
    try:
        raw = msgspec.json.decode(body, type=_RawCommands)
    except msgspec.MsgspecError:
        raise JsonUnreadable() from None
    return Batch(frame.device, frame.sent_at, raw.commands)


def read_item(raw: msgspec.Raw) -> BatchItem:
    """One command of a batch. Raises the refusal of this command alone."""
    text = bytes(raw)
    command = read_body(BatchCommand, text)
    command_id = canonical_uuid(command.command_id)
    if command_id is None:
        raise IdMalformed(pointer="/command_id")
    return BatchItem(command_id, command.kind, msgspec.json.decode(text, type=_RawBody).body)


def given_id(raw: msgspec.Raw) -> str | None:
    """The command id as it was sent, for the answer to a command that could not be read."""
    try:
        return msgspec.json.decode(bytes(raw), type=_GivenId).command_id[:64]
    except msgspec.MsgspecError:
        return None


class _GivenId(msgspec.Struct):
    command_id: str


def split_body(fields: Mapping[str, msgspec.Raw], path_ids: tuple[str, ...]) -> tuple[dict[str, str], bytes]:
    """The ids of the call's path, and the body without them. Raises InvalidFields when an id is missing."""
    ids = {name: _path_id(name, fields.get(name)) for name in path_ids}
    rest = {name: value for name, value in fields.items() if name not in ids}
    return ids, msgspec.json.encode(rest)


def _path_id(name: str, raw: msgspec.Raw | None) -> str:
    if raw is None:
        raise InvalidFields([{"type": "missing", "loc": (name,), "msg": "", "input": None}])
    try:
        return msgspec.json.decode(bytes(raw), type=str)
    except msgspec.MsgspecError:
        raise InvalidFields([{"type": "string_type", "loc": (name,), "msg": "", "input": None}]) from None
