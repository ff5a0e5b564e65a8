"""The documents of one ward, read for one answer: by id, or page by page with a join as filter."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import TypeVar

from services.visits.views.roster import ROSTER_HOUSEHOLDS, ROSTER_VOLUNTEERS, RosterHousehold, RosterVolunteer
from shared.flows.view_kinds import ViewKind
from shared.http.paging import Page, Position
from shared.ports.view_store import Document, ViewStore

D = TypeVar("D")

MOST_SCANNED = 2000
"""Documents looked at for one page; a page that stops there is short, and its cursor goes on."""
_AT_ONCE = 200

Keep = Callable[[Sequence[D]], Awaitable[Collection[D]]]
"""Which of these documents belong to the list."""


class WardDocuments:
    """One generation of one ward. `generation` is None while nothing of the ward has been folded."""

    def __init__(self, store: ViewStore, ward: str, generation: int | None) -> None:
        self._store = store
        self.ward = ward
        self._generation = generation

    async def get(self, view: ViewKind[D], ids: Iterable[str]) -> dict[str, D]:
        """The documents of these ids that exist, by id."""
        names = [f"{view.kind}/{one}" for one in dict.fromkeys(ids)]
        if self._generation is None or not names:
            return {}
        found = await self._store.get(self.ward, self._generation, names)
        return {name.split("/", 1)[1]: view.read(document.body) for name, document in found.items()}

    async def household(self, household_id: str) -> RosterHousehold | None:
        """A household as the roster has it."""
        return (await self.get(ROSTER_HOUSEHOLDS, [household_id])).get(household_id)

    async def volunteer(self, volunteer_id: str) -> RosterVolunteer | None:
        """A volunteer as the roster has them."""
        return (await self.get(ROSTER_VOLUNTEERS, [volunteer_id])).get(volunteer_id)

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

        `before`: ascending lists end at this sort key.
        """
        found: list[tuple[Position, D]] = []
        after, scanned = _after(page), 0
        while len(found) <= page.limit and scanned < MOST_SCANNED:
            documents = await self._find(view, tags, after, descending)
            batch = [one for one in documents if before is None or one.sort < before]
            found += await _kept(view, batch, keep)
            scanned += len(documents)
            if len(batch) < _AT_ONCE:
                return _cut(page, found, None)
            after = (batch[-1].sort, batch[-1].name)
        return _cut(page, found, page.cursor(after) if after else None)

    async def _find(
        self, view: ViewKind[D], tags: Sequence[str], after: tuple[str, str] | None, descending: bool
    ) -> Sequence[Document]:
        if self._generation is None:
            return []
        return await self._store.find(
            self.ward, self._generation, view.kind, tags=tags, after=after, descending=descending, limit=_AT_ONCE
        )

    async def all(self, view: ViewKind[D], tags: Sequence[str] = ()) -> list[D]:
        """Every document that carries `tags`, for lists that a person's work bounds."""
        everything: list[D] = []
        after: tuple[str, str] | None = None
        while True:
            documents = await self._find(view, tags, after, descending=False)
            everything += [view.read(one.body) for one in documents]
            if len(documents) < _AT_ONCE:
                return everything
            after = (documents[-1].sort, documents[-1].name)


async def keep_all(documents: Sequence[D]) -> Collection[D]:
    """No filter but the tags."""
    return documents


async def _kept(view: ViewKind[D], batch: Sequence[Document], keep: Keep[D]) -> list[tuple[Position, D]]:
    contents = [view.read(one.body) for one in batch]
    kept = {id(one) for one in await keep(contents)}
    pairs = zip(batch, contents, strict=True)
    return [((one.sort, one.name), content) for one, content in pairs if id(content) in kept]


def _cut(page: Page, found: list[tuple[Position, D]], following: str | None) -> tuple[list[D], str | None]:
    if len(found) > page.limit:
        found = found[: page.limit]
        following = page.cursor(found[-1][0])
    return [content for _, content in found], following


def _after(page: Page) -> tuple[str, str] | None:
    if page.after is None:
        return None
    sort, name = page.after
    return sort, name
