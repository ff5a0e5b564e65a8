"""The standing of a household: what all its visits and consents add up to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec

from shared.contracts.visit_parts import ConsentAnswer, Outcome, Place, Standing
from shared.contracts.visits import HouseholdStandingChanged
from shared.kernel.days import Day

FOUND_SOMEONE: frozenset[Outcome] = frozenset({"helped", "no_need", "refused", "follow_up_only"})
"""Outcomes after which a household counts as met, when the visit was at home."""


class VisitFacts(Protocol):
    """What the standing needs to know of a visit."""

    @property
    def visit_id(self) -> str:
        """The visit's id, which also orders visits of one moment."""
        ...

    @property
    def occurred_at(self) -> datetime:
        """When it happened, as the volunteer says."""
        ...

    @property
    def day(self) -> Day:
        """The day of `occurred_at` in Da Nang."""
        ...

    @property
    def outcome(self) -> Outcome:
        """What came of it."""
        ...

    @property
    def place(self) -> Place:
        """Where it took place; only a visit at home can find the household met."""
        ...

    @property
    def self_reliant(self) -> bool | None:
        """Whether somebody can do it alone from now on; None when nothing was said."""
        ...

    @property
    def already(self) -> bool:
        """Whether somebody could do it alone before the first visit, as the declaration says."""
        ...


class Declaration(msgspec.Struct, frozen=True):
    """Whether somebody of the household can do it alone, as a visit found it."""

    occurred_at: datetime
    visit_id: str
    self_reliant: bool


class ConsentKnown(msgspec.Struct, frozen=True):
    """A household's answer, of a visit that may have been taken back since: the answer stands."""

    occurred_at: datetime
    visit_id: str
    answer: ConsentAnswer


class StandingFacts(msgspec.Struct, frozen=True):
    """The facts behind a standing. `declaration` and `consent` are the latest by time, then visit id.

    `already`: some visit that declared anything said that the household could before our first visit; it counts
    while the latest declaration says that the household is self-reliant, whichever visit said which.
    """

    first_met_on: Day | None = None
    helped: bool = False
    declaration: Declaration | None = None
    already: bool = False
    consent: ConsentKnown | None = None

    def with_visit(self, visit: VisitFacts) -> "StandingFacts":
        """One visit more, whenever it happened."""
        declaration, already = self.declaration, self.already
        if visit.self_reliant is not None:
            declaration = _later(declaration, Declaration(visit.occurred_at, visit.visit_id, visit.self_reliant))
            already = already or visit.already
        return StandingFacts(
            first_met_on=_earlier(self.first_met_on, met_on(visit)),
            helped=self.helped or visit.outcome == "helped",
            declaration=declaration,
            already=already,
            consent=self.consent,
        )

    def with_consent(self, consent: ConsentKnown) -> "StandingFacts":
        """One answer more; it stays even when its visit is taken back."""
        return msgspec.structs.replace(self, consent=_later_consent(self.consent, consent))

    def standing(self) -> Standing:
        """What the facts add up to."""
        self_reliant = self.declaration is not None and self.declaration.self_reliant
        return Standing(
            first_met_on=self.first_met_on,
            helped=self.helped,
            self_reliant=self_reliant,
            able_already=self_reliant and self.already,
            no_contact=self.consent is not None and self.consent.answer != "given",
        )


def facts_of(visits: Iterable[VisitFacts], consent: ConsentKnown | None) -> StandingFacts:
    """The facts of the visits that stand, with the latest consent known."""
    facts = StandingFacts(consent=consent)
    for visit in visits:
        facts = facts.with_visit(visit)
    return facts


def standing_change(
    said: Standing, facts: StandingFacts, household_id: str, occurred_at: datetime
) -> tuple[HouseholdStandingChanged, ...]:
    """What to say when `facts` add up to another standing than the one last said; nothing when they do not."""
    standing = facts.standing()
    if standing == said:
        return ()
    change = HouseholdStandingChanged(household_id=household_id, occurred_at=occurred_at, before=said, after=standing)
    return (change,)


def met_on(visit: VisitFacts) -> Day | None:
    """The day of a visit at home that found someone; None for any other."""
    return visit.day if visit.place == "home" and visit.outcome in FOUND_SOMEONE else None


def _earlier(one: Day | None, other: Day | None) -> Day | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _later(known: Declaration | None, new: Declaration) -> Declaration:
    if known is None or (known.occurred_at, known.visit_id) < (new.occurred_at, new.visit_id):
        return new
    return known


def _later_consent(known: ConsentKnown | None, new: ConsentKnown) -> ConsentKnown:
    if known is None or (known.occurred_at, known.visit_id) < (new.occurred_at, new.visit_id):
        return new
    return known
