"""Commands to toy drawers, and who handles them."""

from typing import Any

from shared.flows.command_envelope import CommandEnvelope
from shared.flows.handle_command import CommandHandler
from shared.flows.sealing import Sealer
from shared.ports.event_store import EventStore
from tests.flows.fake_clock import FakeClock
from tests.flows.toy_drawer import (
    DRAWER_CODEC,
    DRAWERS,
    Command,
    State,
)
from tests.ports.engines import Ports

STREAM, OTHER_STREAM = "20194/drawer/1", "20194/drawer/2"


def envelope(
    command: Command, command_id: str, stream: str = STREAM, content: str = "content"
) -> CommandEnvelope[Command]:
    return CommandEnvelope(
        stream=stream,
        ward=stream.split("/", 1)[0],
        command=command,
        command_id=command_id,
        content_hash=content,
        actor="somebody",
        answer_id=command.item,
    )


def handler_of(
    ports: Ports, clock: FakeClock, store: EventStore | None = None, **options: Any
) -> CommandHandler[Command, State]:
    return CommandHandler(DRAWERS, store or ports.visits, DRAWER_CODEC, Sealer(ports.vault), clock, **options)
