"""Documents as answers: every field by the name that its call took it in, sealed texts opened."""

from collections.abc import Iterator, Sequence

from services.visits.api.opened_texts import OpenedTexts
from services.visits.views.case import CaseDocument, LineElsewhere, StepTaken
from services.visits.views.follow_up import FollowUpDocument
from services.visits.views.household import ConsentHeld, HouseholdDocument
from services.visits.views.visit import VisitDocument
from shared.contracts.visit_parts import Case, Line
from shared.kernel.messages import SealedText

Answer = dict[str, object]


def visit_texts(visit: VisitDocument) -> Iterator[tuple[str, SealedText]]:
    """What is sealed in a visit, with whose it is."""
    yield from ((visit.household, text) for text in visit.sealed.values())
    if visit.voided is not None and visit.voided.reason is not None:
        yield visit.household, visit.voided.reason


def case_texts(document: CaseDocument) -> Iterator[tuple[str, SealedText]]:
    """What is sealed in a case."""
    if document.household is None:
        return
    yield from ((document.household, text) for text in document.sealed.values())
    yield from ((document.household, step.reason) for step in document.steps if step.reason is not None)


def follow_up_texts(document: FollowUpDocument) -> Iterator[tuple[str, SealedText]]:
    """What is sealed in a follow-up."""
    if document.what is not None:
        yield document.household, document.what


def consent_texts(document: HouseholdDocument) -> Iterator[tuple[str, SealedText]]:
    """What is sealed in a household's consents."""
    yield from ((document.id, text) for held in document.consents for text in held.sealed.values())


def visit_answer(visit: VisitDocument, flags: Sequence[str], known: bool, opened: OpenedTexts) -> Answer:
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
        "procedures": [_line(visit, index, line, opened) for index, line in enumerate(visit.lines)],
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


def _line(visit: VisitDocument, index: int, line: Line, opened: OpenedTexts) -> Answer:
    texts = {
        field: opened(visit.sealed.get(f"line/{index}/{field}"))
        for field in ("dossier_code", "for_whom", "authorisation", "reason")
    }
    return {**_clear_line(line), **texts}


def _clear_line(line: Line) -> Answer:
    return {
        "case_id": line.case_id,
        "procedure": line.procedure,
        "step": line.step,
        "mode": line.mode,
        "channel": line.channel,
        "appointment": line.appointment,
        "flag": line.flag,
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
    not_responsible: Sequence[bool],
    elsewhere: Sequence[LineElsewhere],
    opened: OpenedTexts,
) -> Answer:
    """A case with its steps, oldest first; `not_responsible` says it of each step."""
    sealed = document.sealed
    return {
        "id": document.id,
        "household_id": document.household,
        **_case(document.case),
        "dossier_code": opened(sealed.get("dossier_code")),
        "for_whom": opened(sealed.get("for_whom")),
        "authorisation": opened(sealed.get("authorisation")),
        "steps": [_step(step, flagged, opened) for step, flagged in zip(document.steps, not_responsible, strict=True)],
        "elsewhere": [
            {"visit_id": one.visit, "household_id": one.household, "day": one.day, "volunteer_id": one.volunteer}
            | _clear_line(one.line)
            for one in elsewhere
        ],
    }


def _case(case: Case | None) -> Answer:
    """Without a case only lines recorded elsewhere are left: its `state` is null."""
    if case is None:
        return {"procedure": None, "state": None}
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


def _step(step: StepTaken, not_responsible: bool, opened: OpenedTexts) -> Answer:
    return {
        "event": step.type,
        "occurred_at": step.at,
        "recorded_by": step.by,
        "day": step.day,
        "record": step.record,
        "mode": step.mode,
        "volunteer_id": step.volunteer,
        "reason": opened(step.reason),
        "flags": ["not_responsible"] if not_responsible else [],
    }


def follow_up_answer(document: FollowUpDocument, opened: OpenedTexts) -> Answer:
    """A follow-up."""
    return {
        "id": document.id,
        "household_id": document.household,
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
        "visit_voided": held.voided,
        **texts,
    }
