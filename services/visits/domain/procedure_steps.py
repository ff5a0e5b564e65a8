"""From one more record of a case to the event that states the case before and after it."""

from collections.abc import Mapping

from services.visits.domain.cases import CaseHistory, StepTaken
from services.visits.domain.evolving import EVENT_OF_STEP
from services.visits.domain.state import ProcedureStep
from shared.contracts.visit_parts import Channel
from shared.kernel.days import day_of


def procedure_step(
    household_id: str,
    case_id: str,
    taken: StepTaken,
    before: CaseHistory,
    after: CaseHistory,
    *,
    channel: Channel | None = None,
    texts: Mapping[str, str | None],
) -> ProcedureStep:
    """The event of a step that was taken in a case; `texts` are those to be sealed, by field."""
    return EVENT_OF_STEP[taken.step](
        household_id=household_id,
        case_id=case_id,
        occurred_at=taken.occurred_at,
        before=before.current,
        after=after.current,
        record=taken.record,
        recorded_at=taken.recorded_at,
        recorded_by=taken.recorded_by,
        procedure=taken.procedure,
        step_day=day_of(taken.occurred_at),
        mode=taken.mode,
        volunteer=taken.volunteer,
        channel=channel,
        appointment=taken.appointment,
        sealed=given_texts(texts),
    )


def given_texts(texts: Mapping[str, str | None]) -> dict[str, str]:
    """The texts that were given, by field."""
    return {field: text for field, text in texts.items() if text}
