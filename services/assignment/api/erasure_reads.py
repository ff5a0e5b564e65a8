"""How far an erasure has come, its evidence, and the key that evidence is checked with."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.assignment.api.answers import Answer
from services.assignment.api.reading import Reading, known_id, readable_ward
from services.assignment.api.rosters import COORDINATOR
from services.assignment.api.shapes import Erasure
from services.assignment.domain.rejections import HouseholdUnknown, VolunteerUnknown
from services.assignment.views.erasure import ERASURES, ErasureDocument, erasure_id
from services.assignment.views.household import HOUSEHOLDS
from services.assignment.views.volunteer import VOLUNTEERS
from shared.contracts.erasures import SubjectKind
from shared.flows.evidence import EvidenceKey
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import PUBLIC, json_answer
from shared.http.paging import Page
from shared.http.shapes import Shape
from shared.http.ward_documents import WardDocuments
from shared.kernel.days import Day, add_days

TOLD_FOR_DAYS = 60
"""A phone is told for so long whom to forget: it keeps what it sent for 30 days, and what was recorded before a
session's end is taken for 60."""
_MOST_TOLD = 200


class EvidenceKeyShape(Shape, kw_only=True):
    """One public key (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str
    kid: str
    alg: Literal["EdDSA"]
    use: Literal["sig"]


class EvidenceKeys(Shape, kw_only=True):
    """A JSON Web Key Set."""

    keys: list[EvidenceKeyShape]


def add_erasure_reads(router: APIRouter, reading: Reading, key: EvidenceKey) -> None:
    """`GET …/households/{household_id}/erasure`, `…/volunteers/{volunteer_id}/erasure`, `/evidence-keys`."""

    @router.get(
        "/wards/{ward}/households/{household_id}/erasure", summary="How far an erasure has come", **json_answer(Erasure)
    )
    async def of_household(
        request: Request, caller: Caller, ward: str, household_id: str, min_version: MinVersion
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, COORDINATOR, ward), min_version)
        known = known_id("household_id", household_id)
        if not await documents.get(HOUSEHOLDS, [known]):
            raise HouseholdUnknown(what="household")
        return read_answer(request, await erasure_of(documents, "household", known))

    @router.get(
        "/wards/{ward}/volunteers/{volunteer_id}/erasure", summary="How far an erasure has come", **json_answer(Erasure)
    )
    async def of_volunteer(
        request: Request, caller: Caller, ward: str, volunteer_id: str, min_version: MinVersion
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, COORDINATOR, ward), min_version)
        known = known_id("volunteer_id", volunteer_id)
        if not await documents.get(VOLUNTEERS, [known]):
            raise VolunteerUnknown(what="volunteer")
        return read_answer(request, await erasure_of(documents, "volunteer", known))

    @router.get("/evidence-keys", summary="Public keys of evidence", **json_answer(EvidenceKeys, **PUBLIC))
    async def evidence_keys(request: Request) -> Response:
        return read_answer(request, key.jwks())


async def erasure_of(documents: WardDocuments, kind: SubjectKind, subject_id: str) -> Answer:
    """The erasure of a subject as it stands; `none` where nothing was decided."""
    name = erasure_id(kind, subject_id)
    return erasure_answer((await documents.get(ERASURES, [name])).get(name) or ErasureDocument(id=name))


def erasure_answer(document: ErasureDocument) -> Answer:
    """An erasure as it stands."""
    return {
        "subject": document.id,
        "state": "completed" if document.evidence else "under_way" if document.decision else "none",
        "decided_at": document.decided_at,
        "decided_by": document.decided_by or None,
        "confirmed": document.confirmed,
        "evidence": document.evidence,
    }


async def lately_erased(documents: WardDocuments, today: Day) -> list[str]:
    """Households erased in the last 60 days: a phone forgets whatever it keeps of them, sent and unsent."""
    page = Page(_MOST_TOLD, None, "")
    since = add_days(today, -TOLD_FOR_DAYS)
    found, _ = await documents.page(ERASURES, ("kind:household",), page, descending=True, before=since)
    return [str(UUID(one.subject_id)) for one in found]
