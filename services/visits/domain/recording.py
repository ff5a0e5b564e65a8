"""Recording a visit with everything touched in it. Nothing from a door is refused for paperwork: it is flagged."""

from collections.abc import Iterator

from services.visits.domain.commands import ConsentAnswered, NewFollowUp, RecordVisit
from services.visits.domain.follow_ups import in_the_clear, is_new
from services.visits.domain.procedure_steps import given_texts
from services.visits.domain.rejections import UnknownProcedure
from services.visits.domain.standing import ConsentKnown, StandingFacts, standing_change
from services.visits.domain.state import Household, HouseholdEvent
from services.visits.domain.timing import require_plausible
from services.visits.domain.visit_lines import follow_lines, texts_of
from shared.contracts.visit_parts import Consent, Line
from shared.contracts.visits import VisitRecorded
from shared.kernel.days import day_of


def record_visit(command: RecordVisit, household: Household, catalogue: frozenset[str]) -> list[HouseholdEvent]:
    """The visit, what its lines did to their cases, and the standing if it changed; nothing for a visit known before.

    A follow-up whose id is open or closed already is the same one sent again: it is left out.
    """
    if command.visit_id in household.visits:
        return []
    require_plausible(command.occurred_at, command.recorded_at, command.role)
    for line in command.procedures:
        if line.procedure not in catalogue:
            raise UnknownProcedure(procedure=line.procedure)
    lines, steps = follow_lines(command, household)
    known = household.facts
    if command.consent is not None:
        known = known.with_consent(ConsentKnown(command.occurred_at, command.visit_id, command.consent.answer))
    visit = _visit(command, household, lines, known)
    standing = standing_change(household.standing, known.with_visit(visit), command.household_id, command.occurred_at)
    return [visit, *steps, *standing]


def _visit(command: RecordVisit, household: Household, lines: tuple[Line, ...], known: StandingFacts) -> VisitRecorded:
    follow_ups = _new_follow_ups(command, household)
    return VisitRecorded(
        household_id=command.household_id,
        occurred_at=command.occurred_at,
        visit_id=command.visit_id,
        day=day_of(command.occurred_at),
        outcome=command.outcome,
        place=command.place,
        people_helped=command.people_helped,
        people_new=command.people_new,
        volunteer=command.volunteer_id,
        companions=tuple(dict.fromkeys(one for one in command.companions if one != command.volunteer_id)),
        obstacle=command.obstacle,
        lines=lines,
        follow_ups=tuple(in_the_clear(one) for one in follow_ups),
        self_reliant=command.self_reliant,
        already=command.already,
        consent=_consent(command.consent),
        source=command.source,
        recorded_at=command.recorded_at,
        recorded_by=command.recorded_by,
        flags=tuple(dict.fromkeys(_flags(command, lines, known))),
        sealed=_sealed(command, follow_ups),
    )


def _flags(command: RecordVisit, lines: tuple[Line, ...], known: StandingFacts) -> Iterator[str]:
    yield from command.flags
    if known.consent is None or known.consent.answer != "given":
        yield "consent_missing"
    if any(line.mode == "on_behalf" and not line.authorisation for line in command.procedures):
        yield "authorisation_missing"
    for line in lines:
        if line.flag is not None:
            yield line.flag
        if line.case_procedure is not None:
            yield "procedure_differs"


def _new_follow_ups(command: RecordVisit, household: Household) -> list[NewFollowUp]:
    """Each id once, and none that is open or closed already."""
    new: dict[str, NewFollowUp] = {}
    for one in command.follow_ups:
        new.setdefault(one.id, one)
    return [one for one in new.values() if is_new(household, one.id)]


def _consent(answered: ConsentAnswered | None) -> Consent | None:
    if answered is None:
        return None
    return Consent(answer=answered.answer, notice_version=answered.notice_version)


def _sealed(command: RecordVisit, follow_ups: list[NewFollowUp]) -> dict[str, str]:
    texts: dict[str, str | None] = {"note": command.note}
    if command.consent is not None:
        texts["consent_by"] = command.consent.by
        texts["consent_how"] = command.consent.how
        texts["consent_slip"] = command.consent.slip
    for one in follow_ups:
        texts[f"follow_up/{one.id}"] = one.what
    for index, line in enumerate(command.procedures):
        texts.update({f"line/{index}/{field}": text for field, text in texts_of(line).items()})
    return given_texts(texts)
