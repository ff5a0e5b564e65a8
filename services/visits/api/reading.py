"""What every read of visits needs: the caller's ward, its documents when they are fresh enough, and who may read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request

from services.visits.views.roster import ROSTER_VILLAGES
from shared.flows.openings import Opening, Openings
from shared.http.ids import canonical_path
from shared.http.openings import call_of
from shared.http.ward_documents import WardDocuments
from shared.kernel.failures import Forbidden
from shared.kernel.scope import Role, Scope
from shared.kernel.village_names import village_key
from shared.ports.clock import Clock

DocumentsOf = Callable[[str, tuple[str, int] | None], Awaitable[WardDocuments]]
"""(ward, min_version) → the ward's documents. Raises NotCaughtUp when they stay behind `min_version`."""

AT_THE_DOOR = frozenset({Role.VOLUNTEER, Role.COORDINATOR})
AT_THE_DESK = frozenset({Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts that reads are made with."""

    documents_of: DocumentsOf
    openings: Openings
    clock: Clock

    def opening(self, request: Request, scope: Scope, ward: str) -> Opening:
        """What the caller opens of the ward in this call."""
        return self.openings.by(scope, call_of(request), ward)


def readable_ward(scope: Scope, roles: frozenset[Role], ward: str | None = None) -> str:
    """The ward that the caller may read: the one asked for, or their own. Raises Forbidden or NotFound."""
    if scope.role not in roles:
        raise Forbidden(role=scope.role.value)
    return scope.own_ward() if ward is None else scope.require_ward(canonical_path({"ward": ward})["ward"])


async def village_key_of(documents: WardDocuments, text: str) -> str:
    """The key of the village that `text` names, by its key or any of its names."""
    key = village_key(text)
    known = await documents.all(ROSTER_VILLAGES, (f"name:{key}",))
    return known[0].key if known else key
