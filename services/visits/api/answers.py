"""Documents as answers: every field by the name that its call took it in, sealed texts opened."""

from collections.abc import Container, Iterator, Sequence

from services.visits.views.case import CaseDocument, LineElsewhere, StepTaken
from services.visits.views.follow_up import FollowUpDocument
from services.visits.views.household import ConsentHeld, HouseholdDocument
from services.visits.views.roster import RosterHousehold
from services.visits.views.visit import VisitDocument
from services.visits.wording import LINE_FLAGS
from shared.contracts.subjects import CLOCK_CORRECTED
from shared.contracts.visit_parts import Case, Line
from shared.flows.openings import OpenedTexts
from shared.http.languages import Language
from shared.kernel.messages import SealedText

Answer = dict[str, object]
CASE_TEXTS = ("dossier_code", "for_whom", "authorisation")
"""What is sealed of a case as a whole."""


def _household(household_id: str) -> str:
    """Whose key a text is sealed with."""
    return f"household/{household_id}"


def visit_texts(visit: VisitDocument) -> Iterator[tuple[str, SealedText]]:
    """What is sealed in a visit, with whose it is."""
    yield from ((_household(visit.household), text) for text in visit.sealed.values())
    if visit.voided is not None and visit.voided.reason is not None:
        yield _household(visit.household), visit.voided.reason


def case_texts(document: CaseDocument, voided: Container[str]) -> Iterator[tuple[str, SealedText]]:
    """What is shown of a case's sealed texts; `voided` are visits that were taken back."""
    if document.household is None:
        return
    yield from ((_household(document.household), text) for text in _latest_texts(document, voided).values())
    reasons = (step.sealed.get("reason") for step in document.steps)
    yield from ((_household(document.household), reason) for reason in reasons if reason is not None)


def _latest_texts(document: CaseDocument, voided: Container[str]) -> dict[str, SealedText]:
    """Dossier code, for whom and authorisation as last written, but for what was written in a visit taken back."""
    latest: dict[str, SealedText] = {}
    for step in document.steps:
        if step.record not in voided:
            latest.update({name: step.sealed[name] for name in CASE_TEXTS if name in step.sealed})
    return latest


def follow_up_texts(document: FollowUpDocument) -> Iterator[tuple[str, SealedText]]:
    """What is sealed in a follow-up."""
    if document.what is not None:
        yield _household(document.household), document.what


def consent_texts(document: HouseholdDocument) -> Iterator[tuple[str, SealedText]]:
    """What is sealed in a household's consents."""
    yield from ((_household(document.id), text) for held in document.consents for text in held.sealed.values())


def visit_answer(
    visit: VisitDocument, flags: Sequence[str], known: bool, opened: OpenedTexts, language: Language
) -> Answer:
    """A visit. `flags` are those derived from the roster; they follow those that were recorded."""
    sealed = visit.sealed
    return {
        "visit_id": visit.id,
        "household_id": visit.household,
        "household_known": known,
        "occurred_at": visit.occurred_at,
        "day": visit.day,
        "outcome": visit.outcome,
        "place": visit.place,
        "people_helped": visit.people_helped,
        "people_new": visit.people_new,
        "volunteer_id": visit.volunteer,
        "companions": visit.companions,
        "obstacle": visit.obstacle,
        "procedures": [_line(visit, index, line, opened, language) for index, line in enumerate(visit.lines)],
        "follow_ups": [
            {
                "id": one.id,
                "due": one.due,
                "what": opened(sealed.get(f"follow_up/{one.id}")),
                "kind": one.kind,
                "case_id": one.case_id,
            }
            for one in visit.follow_ups
        ],
        "self_reliant": visit.self_reliant,
        "already": visit.already,
        "consent": _consent_of(visit, opened),
        "note": opened(sealed.get("note")),
        "source": visit.source,
        "reported_at": visit.reported_at,
        "recorded_at": visit.recorded_at,
        "recorded_by": visit.recorded_by,
        "flags": [*visit.flags, *flags],
        "voided": _voiding(visit, opened),
    }


def _line(visit: VisitDocument, index: int, line: Line, opened: OpenedTexts, language: Language) -> Answer:
    texts = {
        field: opened(visit.sealed.get(f"line/{index}/{field}"))
        for field in ("dossier_code", "for_whom", "authorisation", "reason")
    }
    explanation = LINE_FLAGS[line.flag][language] if line.flag is not None else None
    return {**_clear_line(line), **texts, "explanation": explanation}


def _clear_line(line: Line) -> Answer:
    return {
        "case_id": line.case_id,
        "procedure": line.procedure,
        "step": line.step,
        "mode": line.mode,
        "channel": line.channel,
        "appointment": line.appointment,
        "flag": line.flag,
        "case_procedure": line.case_procedure,
    }


def _consent_of(visit: VisitDocument, opened: OpenedTexts) -> Answer | None:
    if visit.consent is None:
        return None
    texts = {name: opened(visit.sealed.get(f"consent_{name}")) for name in ("by", "how", "slip")}
    return {"answer": visit.consent.answer, "notice_version": visit.consent.notice_version, **texts}


def _voiding(visit: VisitDocument, opened: OpenedTexts) -> Answer | None:
    if visit.voided is None:
        return None
    return {"at": visit.voided.at, "by": visit.voided.by, "reason": opened(visit.voided.reason)}


def case_answer(
    document: CaseDocument,
    case: Case,
    not_responsible: Sequence[bool],
    elsewhere: Sequence[LineElsewhere],
    voided: Container[str],
    opened: OpenedTexts,
) -> Answer:
    """A case with its steps, oldest first; `not_responsible` says it of each step. `voided`: visits taken back."""
    texts = _latest_texts(document, voided)
    steps = zip(document.steps, not_responsible, strict=True)
    return {
        "id": document.id,
        "household_id": document.household,
        **_case(case),
        **{name: opened(texts.get(name)) for name in CASE_TEXTS},
        "steps": [_step(step, flagged, step.record in voided, opened) for step, flagged in steps],
        "elsewhere": [
            {"visit_id": one.visit, "household_id": one.household, "day": one.day, "volunteer_id": one.volunteer}
            | _clear_line(one.line)
            for one in elsewhere
        ],
    }


def _case(case: Case) -> Answer:
    return {
        "procedure": case.procedure,
        "state": "returned" if case.returned else case.state,
        "opened": {"day": case.opened.day, "mode": case.opened.mode, "volunteer_id": case.opened.volunteer},
        "result": case.result
        and {
            "kind": case.result.kind,
            "day": case.result.day,
            "mode": case.result.mode,
            "volunteer_id": case.result.volunteer,
        },
        "appointment": case.appointment,
        "on_the_spot": case.on_the_spot,
    }


def _step(step: StepTaken, not_responsible: bool, voided: bool, opened: OpenedTexts) -> Answer:
    corrected = step.reported_at is not None
    flags = {"voided": voided, "not_responsible": not_responsible and not voided, CLOCK_CORRECTED: corrected}
    return {
        "event": step.type,
        "occurred_at": step.at,
        "recorded_by": step.by,
        "day": step.day,
        "record": step.record,
        "mode": step.mode,
        "volunteer_id": step.volunteer,
        "reason": opened(step.sealed.get("reason")),
        "reported_at": step.reported_at,
        "flags": [flag for flag, carried in flags.items() if carried],
    }


def follow_up_answer(document: FollowUpDocument, household: RosterHousehold | None, opened: OpenedTexts) -> Answer:
    """A follow-up, with what the roster knows of its household."""
    return {
        "id": document.id,
        "household_id": document.household,
        "household_known": household is not None and household.registered,
        "village": household.village if household else None,
        "volunteer_id": household.volunteer if household else None,
        "due": document.due,
        "what": opened(document.what),
        "kind": document.kind,
        "case_id": document.case_id,
        "visit_id": document.visit,
        "opened_at": document.opened_at,
        "state": document.state,
        "closed_at": document.closed_at,
    }


def consent_answer(held: ConsentHeld, opened: OpenedTexts) -> Answer:
    """One answer to a notice, as a household's history shows it."""
    texts = {name: opened(held.sealed.get(f"consent_{name}")) for name in ("by", "how", "slip")}
    return {
        "answer": held.answer,
        "notice_version": held.notice_version,
        "occurred_at": held.at,
        "visit_id": held.visit,
        "request_id": held.request,
        "visit_voided": held.voided,
        **texts,
    }
