"""What every read of the roster needs: the caller's ward, its documents when they are fresh enough, who may read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request

from services.assignment.views.village import VILLAGES
from shared.flows.openings import Opening, Openings
from shared.http.ids import canonical_path
from shared.http.openings import call_of
from shared.http.ward_documents import WardDocuments
from shared.kernel.days import Day, day_of
from shared.kernel.failures import Forbidden
from shared.kernel.scope import Role, Scope
from shared.kernel.village_names import village_key
from shared.ports.clock import Clock

DocumentsOf = Callable[[str, tuple[str, int] | None], Awaitable[WardDocuments]]
"""(ward, min_version) → the ward's documents. Raises NotCaughtUp when they stay behind `min_version`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts that reads are made with."""

    documents_of: DocumentsOf
    openings: Openings
    clock: Clock

    def opening(self, request: Request, scope: Scope, ward: str) -> Opening:
        """What the caller opens of the ward in this call."""
        return self.openings.by(scope, call_of(request), ward)

    def today(self) -> Day:
        """The day in Da Nang."""
        return day_of(self.clock.now())


def readable_ward(scope: Scope, roles: frozenset[Role], ward: str | None = None) -> str:
    """The ward that the caller may read: the one asked for, or their own. Raises Forbidden or NotFound."""
    if scope.role not in roles:
        raise Forbidden(role=scope.role.value)
    return scope.own_ward() if ward is None else scope.require_ward(canonical_path({"ward": ward})["ward"])


def known_id(name: str, text: str) -> str:
    """An id of the path in its one spelling. Raises IdMalformed."""
    return canonical_path({name: text})[name]


async def village_key_of(documents: WardDocuments, text: str) -> str:
    """The key of the village that `text` names, by its key or any of its names; a new one's where none is known."""
    key = village_key(text)
    known = await documents.all(VILLAGES, (f"name:{key}",))
    return known[0].key if known else key


async def village_filter(documents: WardDocuments, text: str | None) -> tuple[str, ...]:
    """The tag of the village that `text` names; nothing to filter by without a text."""
    return () if text is None else (f"village:{await village_key_of(documents, text)}",)


async def village_names(documents: WardDocuments, keys: set[str | None]) -> dict[str, str]:
    """The names of villages by key."""
    found = await documents.get(VILLAGES, (key for key in keys if key is not None))
    return {key: village.name for key, village in found.items()}
