"""The documents of one ward, read for one answer: by id, or page by page with a join as filter."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import TypeVar

from services.visits.views.roster import ROSTER_HOUSEHOLDS, ROSTER_VOLUNTEERS, RosterHousehold, RosterVolunteer
from shared.flows.read_views import Found, Place, ViewReader
from shared.flows.view_kinds import ViewKind
from shared.http.paging import Page

D = TypeVar("D")

MOST_SCANNED = 2000
"""Documents looked at for one page; a page that stops there is short, and its cursor goes on."""
_AT_ONCE = 200

Keep = Callable[[Sequence[D]], Awaitable[Collection[D]]]
"""Which of these documents belong to the list."""


class WardDocuments:
    """One ward's documents."""

    def __init__(self, reader: ViewReader, ward: str) -> None:
        self._reader = reader
        self.ward = ward

    async def get(self, view: ViewKind[D], ids: Iterable[str]) -> dict[str, D]:
        """The documents of these ids that exist, by id."""
        asked = list(dict.fromkeys(ids))
        return dict(await self._reader.get_many(view.kind, self.ward, asked)) if asked else {}

    async def household(self, household_id: str) -> RosterHousehold | None:
        """A household as the roster has it."""
        return (await self.get(ROSTER_HOUSEHOLDS, [household_id])).get(household_id)

    async def volunteer(self, volunteer_id: str) -> RosterVolunteer | None:
        """A volunteer as the roster has them."""
        return (await self.get(ROSTER_VOLUNTEERS, [volunteer_id])).get(volunteer_id)

    async def all(self, view: ViewKind[D], tags: Sequence[str]) -> list[D]:
        """Every document that carries `tags`, for lists that one person's doing bounds."""
        everything: list[D] = []
        after: Place | None = None
        while True:
            found = await self._reader.find(view.kind, self.ward, tags, after, _AT_ONCE)
            everything += [one.content for one in found]
            if len(found) < _AT_ONCE:
                return everything
            after = found[-1].place

    async def page(
        self,
        view: ViewKind[D],
        tags: Sequence[str],
        page: Page,
        keep: Keep[D],
        *,
        descending: bool = False,
        before: str | None = None,
    ) -> tuple[list[D], str | None]:
        """One page of the documents that carry `tags` and that `keep` keeps, and the next page's cursor.

        `before`: an ascending list ends at this sort key.
        """
        kept: list[Found] = []
        after, scanned = _after(page), 0
        while len(kept) <= page.limit and scanned < MOST_SCANNED:
            found = await self._reader.find(view.kind, self.ward, tags, after, _AT_ONCE, descending)
            batch = [one for one in found if before is None or one.place[0] < before]
            belonging = {id(content) for content in await keep([one.content for one in batch])}
            kept += [one for one in batch if id(one.content) in belonging]
            if len(batch) < _AT_ONCE:
                return _cut(page, kept, None)
            scanned, after = scanned + len(batch), batch[-1].place
        return _cut(page, kept, after)


async def keep_all(documents: Sequence[D]) -> Collection[D]:
    """No filter but the tags."""
    return documents


def _cut(page: Page, kept: list[Found], following: Place | None) -> tuple[list[D], str | None]:
    if len(kept) > page.limit:
        kept = kept[: page.limit]
        following = kept[-1].place
    return [one.content for one in kept], page.cursor(following) if following else None


def _after(page: Page) -> Place | None:
    if page.after is None:
        return None
    sort, name = page.after
    return sort, name
