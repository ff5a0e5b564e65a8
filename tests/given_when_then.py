"""Examples of deciders, read as sentences: `given(decider, *events).when(command).then(*events)`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import pytest

from shared.kernel.decider import Decider
from shared.kernel.failures import Rejection

Command = TypeVar("Command")
State = TypeVar("State")
Event = TypeVar("Event")
AnyRejection = TypeVar("AnyRejection", bound=Rejection)


@dataclass(frozen=True, slots=True)
class Deciding(Generic[Command, State, Event]):
    """A command that meets a history; every `then` decides anew and says how it should have ended."""

    decider: Decider[Command, State, Event]
    history: tuple[Event, ...]
    command: Command

    def events(self) -> Sequence[Event]:
        """What the decider answers, for examples that look at a part of it."""
        return tuple(self.decider.decide(self.command, self.decider.fold(self.history)))

    def state(self) -> State:
        """The state after the answer's events."""
        return self.decider.fold((*self.history, *self.events()))

    def then(self, *expected: Event) -> None:
        """Exactly these events, in this order."""
        assert self.events() == expected

    def then_nothing(self) -> None:
        """Accepted, and there is nothing to record."""
        assert self.events() == ()

    def then_rejects(self, rejection: type[AnyRejection], **facts: object) -> AnyRejection:
        """Refused for exactly this reason; `facts` are those that the refusal must name."""
        with pytest.raises(rejection) as caught:
            self.events()
        assert type(caught.value) is rejection
        assert facts.items() <= caught.value.facts.items()
        return caught.value


@dataclass(frozen=True, slots=True)
class Given(Generic[Command, State, Event]):
    """A history of one aggregate."""

    decider: Decider[Command, State, Event]
    history: tuple[Event, ...]

    def when(self, command: Command) -> Deciding[Command, State, Event]:
        """Let `command` meet the history."""
        return Deciding(self.decider, self.history, command)


def given(decider: Decider[Command, State, Event], *events: Event) -> Given[Command, State, Event]:
    """Start an example from the events that have happened; none for a stream that does not exist yet."""
    return Given(decider, events)
