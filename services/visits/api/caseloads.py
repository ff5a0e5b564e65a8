"""Whose households a caller means: a volunteer their own, a coordinator those of the volunteer named."""

from collections.abc import Sequence
from uuid import UUID

from services.visits.views.roster import ROSTER_VOLUNTEERS
from shared.http.ward_documents import WardDocuments
from shared.kernel.failures import Invalid, NotFound
from shared.kernel.scope import Role, Scope


class CaseloadUnnamed(Invalid):
    """A coordinator has no caseload of their own and must say whose is meant."""


class VolunteerUnknown(NotFound):
    """The ward has no such volunteer, or a volunteer asked for another's caseload."""


async def own_households(documents: WardDocuments, scope: Scope) -> Sequence[str]:
    """The households that a volunteer helps today."""
    return await _helped_by(documents, scope.volunteer_id) or () if scope.volunteer_id is not None else ()


async def asked_households(documents: WardDocuments, scope: Scope, asked: UUID | None) -> Sequence[str]:
    """The households of the caseload that is asked for. Raises CaseloadUnnamed, VolunteerUnknown."""
    named = None if asked is None else str(asked)
    if scope.role is Role.VOLUNTEER:
        if named not in (None, scope.volunteer_id):
            raise VolunteerUnknown(what="volunteer")
        return await own_households(documents, scope)
    if named is None:
        raise CaseloadUnnamed("volunteer_id")
    households = await _helped_by(documents, named)
    if households is None:
        raise VolunteerUnknown(what="volunteer")
    return households


async def _helped_by(documents: WardDocuments, volunteer_id: str) -> Sequence[str] | None:
    """None for a volunteer that the roster does not know."""
    volunteer = (await documents.get(ROSTER_VOLUNTEERS, [volunteer_id])).get(volunteer_id)
    return volunteer.households if volunteer is not None else None
