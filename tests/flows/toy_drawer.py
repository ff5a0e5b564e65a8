"""A toy decider: a drawer of items that are put in and taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from shared.contracts.codec import Codec
from shared.flows.command_envelope import CommandHandling
from shared.kernel.decider import Decider
from shared.kernel.failures import Rejection
from shared.kernel.messages import Event


class ItemAlreadyIn(Rejection):
    """The drawer holds it."""


class ItemElsewhere(Rejection):
    """Another drawer owns it, and the command insists."""


class _AboutItem(Event, frozen=True, kw_only=True):
    item: str
    flags: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"household/{self.item}"


class PutIn(_AboutItem, frozen=True, kw_only=True):
    @property
    def introduces(self) -> tuple[str, ...]:
        return () if self.flags else (f"item/{self.item}",)


class TakenOut(_AboutItem, frozen=True, kw_only=True):
    pass


DRAWER_CODEC = Codec((PutIn, TakenOut))


@dataclass(frozen=True)
class Put:
    item: str
    note: str = ""
    insists: bool = False
    elsewhere: bool = False
    times: int = 1


@dataclass(frozen=True)
class Take:
    item: str


Command = Put | Take
State = frozenset[str]


def decide(command: Command, state: State) -> Sequence[Event]:
    match command:
        case Put():
            if command.item in state:
                raise ItemAlreadyIn(item=command.item)
            sealed = {"note": command.note} if command.note else {}
            flags = ("elsewhere",) if command.elsewhere else ()
            return [PutIn(item=command.item, sealed=sealed, flags=flags)] * command.times
        case Take():
            return [TakenOut(item=command.item)] if command.item in state else []
        case _:
            assert_never(command)


def evolve(state: State, event: Event) -> State:
    match event:
        case PutIn():
            return state | {event.item}
        case TakenOut():
            return state - {event.item}
    return state


def with_foreign_keys(command: Command, owners: Mapping[str, str]) -> Command:
    """A put item that another drawer owns is only noted, or refused when the command insists."""
    if not isinstance(command, Put) or command.insists:
        raise ItemElsewhere(owners=sorted(set(owners.values())))
    return replace(command, elsewhere=True)


DRAWERS: CommandHandling[Command, State] = CommandHandling(
    Decider(decide=decide, evolve=evolve, initial_state=frozenset), with_foreign_keys
)
