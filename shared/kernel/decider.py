"""The decider: how one aggregate answers commands, as three pure functions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Command = TypeVar("Command")
State = TypeVar("State")
Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Decider(Generic[Command, State, Event]):
    """`decide` gives the events of a command or raises a Rejection; `evolve` folds one event into the state.

    All three are pure: the same arguments give the same answer, and a state that was handed out never changes.
    """

    decide: Callable[[Command, State], Sequence[Event]]
    evolve: Callable[[State, Event], State]
    initial_state: Callable[[], State]

    def fold(self, events: Iterable[Event], state: State | None = None) -> State:
        """Fold `events` into `state`, or into the initial state when none is given."""
        current = self.initial_state() if state is None else state
        for event in events:
            current = self.evolve(current, event)
        return current
