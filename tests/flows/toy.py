"""A small world for the flows: households are placed by one source and called at by another.

`assignment` publishes `Placed` (stream `<ward>/roster`), `visits` publishes `Called` and `Riddled` (a stream for each
household). A `Riddled` cannot be folded by a program that was not told the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from shared.contracts.codec import Codec
from shared.flows.view_kinds import Summary, ViewKind, ViewSet
from shared.kernel.messages import Event, LedgerEvent


class Placed(Event, frozen=True, kw_only=True):
    household: str
    village: str

    @property
    def subject(self) -> str:
        return f"household/{self.household}"


class Called(Event, frozen=True, kw_only=True):
    household: str
    people: int

    @property
    def subject(self) -> str:
        return f"household/{self.household}"


class Riddled(Event, frozen=True, kw_only=True):
    household: str

    @property
    def subject(self) -> str:
        return f"household/{self.household}"


class Hummed(Event, frozen=True, kw_only=True):
    """Concerns no view."""

    household: str

    @property
    def subject(self) -> str:
        return f"household/{self.household}"


CODECS = {"assignment": Codec((Placed,)), "visits": Codec((Called, Riddled, Hummed))}


class Household(msgspec.Struct, kw_only=True):
    """What both sources say of one household; it must not matter which of them is heard first."""

    ward: str
    village: str = ""
    people: int = 0
    calls: list[int] = []
    riddles: int = 0


class Ledgerbook(msgspec.Struct, kw_only=True):
    """The large document of a ward."""

    people: int = 0
    places: dict[str, str] = {}


class Figures(msgspec.Struct, kw_only=True):
    ward: str
    households: int
    people: int


@dataclass
class Answers:
    """What the program that runs at the moment knows."""

    riddle: bool = False


def _household_ids(_entry: LedgerEvent, fact: Event) -> tuple[str, ...]:
    return (fact.household,)  # type: ignore[attr-defined]


def _household(answers: Answers) -> ViewKind[Household]:
    def fold(document: Household, entry: LedgerEvent, fact: Event) -> Household:
        match fact:
            case Placed():
                document.village = fact.village
            case Called():
                if document.riddles and not answers.riddle:
                    raise AssertionError("folded into what a failed fold left behind")
                document.people += fact.people
                document.calls = [*document.calls, entry.sequence]
            case Riddled():
                document.riddles += 1
                if not answers.riddle:
                    raise ArithmeticError("no answer to the riddle")
        return document

    return ViewKind(
        kind="household",
        content=Household,
        types=frozenset({"Placed", "Called", "Riddled"}),
        ids=_household_ids,
        empty=lambda ward, _id: Household(ward=ward),
        fold=fold,
        tags=lambda document: (f"village/{document.village}",) if document.village else (),
        sort=lambda document: f"{document.people:06d}",
    )


def _fold_book(document: Ledgerbook, _entry: LedgerEvent, fact: Event) -> Ledgerbook:
    match fact:
        case Placed():
            document.places = {**document.places, fact.household: fact.village}
        case Called():
            document.people += fact.people
    return document


_BOOK = ViewKind(
    kind="book",
    content=Ledgerbook,
    types=frozenset({"Placed", "Called", "Riddled"}),
    ids=lambda _entry, _fact: ("all",),
    empty=lambda _ward, _id: Ledgerbook(),
    fold=_fold_book,
    large=True,
)


def _part(name: str, document: Any) -> tuple[int, int] | None:
    return (1, document.people) if name.startswith("household/") else None


def _whole(ward: str, parts: Mapping[str, tuple[int, int]]) -> Figures:
    return Figures(ward=ward, households=len(parts), people=sum(people for _, people in parts.values()))


def view_set(answers: Answers | None = None, interval: float = 0.0) -> ViewSet:
    """Two kinds and a sum, as a program sees them that knows `answers`. The book is large and folded first."""
    return ViewSet(
        name="toy",
        sources=frozenset(CODECS),
        kinds=(_BOOK, _household(answers or Answers())),
        summary=Summary(kind="figures", content=Figures, part=_part, whole=_whole, interval=interval),
    )
