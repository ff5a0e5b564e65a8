"""A ward's day: visits by a minor alone head it (domain.md, Under 18), then the newest come first."""

from collections.abc import Sequence

from services.visits.api.derived_flags import minor_alone
from services.visits.api.joins import people_of
from services.visits.views.roster import ROSTER_VOLUNTEERS
from services.visits.views.visit import VISITS, VisitDocument
from shared.http.paging import Page, Position
from shared.http.refusals import BadCursor
from shared.http.ward_documents import Keep, WardDocuments

_FIRST, _THEN = "0", "1"


async def page_of_day(
    documents: WardDocuments, tags: Sequence[str], page: Page, keep: Keep[VisitDocument] | None
) -> tuple[list[VisitDocument], str | None]:
    """One page of the visits that carry `tags`, one of them a day, and the next page's cursor. Raises BadCursor."""
    visits = await documents.all(VISITS, tags)
    if keep is not None:
        visits = [visits[place] for place in sorted(await keep(visits))]
    heads = await _heads(documents, visits)
    positions = {visit.id: (_FIRST if visit.id in heads else _THEN, VISITS.sort(visit), visit.id) for visit in visits}
    newest_first = sorted(visits, key=lambda visit: positions[visit.id][1:], reverse=True)
    in_order = sorted(newest_first, key=lambda visit: positions[visit.id][0])
    beyond = [visit for visit in in_order if page.after is None or _is_beyond(positions[visit.id], page.after)]
    shown, following = page.cut(beyond, lambda visit: positions[visit.id])
    return list(shown), following


async def _heads(documents: WardDocuments, visits: Sequence[VisitDocument]) -> frozenset[str]:
    """Ids of those that stand and were made by a minor alone."""
    volunteers = await documents.get(ROSTER_VOLUNTEERS, (one for visit in visits for one in people_of(visit)))
    return frozenset(
        visit.id
        for visit in visits
        if visit.voided is None
        and visit.volunteer is not None
        and visit.occurred_at is not None
        and minor_alone(visit.volunteer, visit.companions, visit.occurred_at, visit.day, volunteers)
    )


def _is_beyond(position: Position, after: Position) -> bool:
    """Whether a visit comes after the one at which the page before ended."""
    if len(after) != len(position):
        raise BadCursor(pointer="cursor")
    return position[0] > after[0] or (position[0] == after[0] and position[1:] < after[1:])
