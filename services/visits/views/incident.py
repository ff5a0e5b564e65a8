"""`incident/<id>`: what befell a volunteer."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from services.visits.views.sort_keys import instant_key
from shared.contracts.incidents import IncidentKind, IncidentReported
from shared.flows.sealing import sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.messages import Event, LedgerEvent, SealedText


class IncidentDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An incident. `subject`: whose key its text is sealed with."""

    id: str
    subject: str = ""
    kind: IncidentKind = "other"
    at: datetime | None = None
    volunteer: str | None = None
    household: str | None = None
    device: str | None = None
    reported_at: datetime | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""
    text: SealedText | None = None


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.incident_id,) if isinstance(fact, IncidentReported) else ()


def _empty(_ward: str, incident_id: str) -> IncidentDocument:
    return IncidentDocument(id=incident_id)


def _fold(document: IncidentDocument, entry: LedgerEvent, fact: Event) -> IncidentDocument:
    if not isinstance(fact, IncidentReported):
        return document
    return IncidentDocument(
        id=fact.incident_id,
        subject=fact.subject,
        kind=fact.kind,
        at=fact.occurred_at,
        volunteer=fact.volunteer_id,
        household=fact.household_id,
        device=fact.device,
        reported_at=fact.reported_at,
        recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by,
        text=sealed_texts(entry.id, fact.sealed).get("text"),
    )


def _tags(document: IncidentDocument) -> tuple[str, ...]:
    of_volunteer = (f"volunteer:{document.volunteer}",) if document.volunteer else ()
    return (f"kind:{document.kind}", *of_volunteer)


def _sort(document: IncidentDocument) -> str:
    return instant_key(document.at) if document.at else ""


INCIDENTS = ViewKind(
    kind="incident",
    content=IncidentDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset({"IncidentReported"}),
)
"""Listed by when they happened. Tags: `kind:<kind>`, `volunteer:<id>`."""
