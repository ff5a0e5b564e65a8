"""The documents of one ward, read for one answer: by id, or page by page, with what no tag says as a filter."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from shared.flows.read_views import Found, Place
from shared.flows.view_kinds import ViewKind
from shared.http.paging import Page
from shared.http.refusals import BadCursor

D = TypeVar("D")

MOST_SCANNED = 2_000
"""Documents looked at for one page; a page that stops there is short, and its cursor goes on."""
_AT_ONCE = 200
_FIRST_NAME, _LAST_NAME = "", "\U0010ffff"
"""Before and after every document's name."""

Keep = Callable[[Sequence[D]], Awaitable[Collection[int]]]
"""The places, among these documents, of those that belong to the list."""


class DocumentReader(Protocol):
    """Where documents are read: one view set, or several whose kinds differ."""

    async def get_many(self, kind: str, ward: str, document_ids: Sequence[str]) -> Mapping[str, Any]:
        """Contents by id; those that do not exist are absent."""
        ...

    async def find(
        self,
        kind: str,
        ward: str,
        tags: Sequence[str] = (),
        after: Place | None = None,
        limit: int = 200,
        descending: bool = False,
    ) -> Sequence[Found]:
        """Up to `limit` documents that carry all `tags`, ordered by (sort, name), beyond `after`."""
        ...


class WardDocuments:
    """The live documents of one ward."""

    def __init__(self, reader: DocumentReader, ward: str) -> None:
        self._reader = reader
        self.ward = ward

    async def get(self, view: ViewKind[D], ids: Iterable[str]) -> dict[str, D]:
        """The documents of these ids that exist, by id."""
        wanted = list(dict.fromkeys(ids))
        return dict(await self._reader.get_many(view.kind, self.ward, wanted)) if wanted else {}

    async def all(self, view: ViewKind[D], tags: Sequence[str] = ()) -> list[D]:
        """Every document that carries `tags`, in order; for lists whose length something else bounds."""
        everything: list[D] = []
        after: Place | None = None
        while True:
            found = await self._find(view, tags, after, _AT_ONCE)
            everything += [one.content for one in found]
            if len(found) < _AT_ONCE:
                return everything
            after = found[-1].place

    async def page(
        self,
        view: ViewKind[D],
        tags: Sequence[str],
        page: Page,
        keep: Keep[D] | None = None,
        *,
        descending: bool = False,
        begins: str | None = None,
        before: str | None = None,
    ) -> tuple[list[D], str | None]:
        """One page of the documents that carry `tags` and that `keep` keeps, and the next page's cursor.

        `begins`, `before`: the list lies between these two sort keys, neither included, in its own direction.
        """
        asked = _Asked(view, tags, descending, before)
        after = _after(page) or ((begins, _FIRST_NAME if descending else _LAST_NAME) if begins is not None else None)
        if keep is None:
            shown, following = page.cut(await self._asked_for(asked, after, page.one_more), _place)
            return [one.content for one in shown], following
        return await self._filtered_page(asked, page, after, keep)

    async def _filtered_page(
        self, asked: "_Asked[D]", page: Page, after: Place | None, keep: Keep[D]
    ) -> tuple[list[D], str | None]:
        kept: list[Found] = []
        for _ in range(MOST_SCANNED // _AT_ONCE):
            found = await self._asked_for(asked, after, _AT_ONCE)
            kept += [found[place] for place in sorted(await keep([one.content for one in found]))]
            if len(found) < _AT_ONCE or len(kept) > page.limit:
                shown, following = page.cut(kept, _place)
                return [one.content for one in shown], following
            after = found[-1].place
        return [one.content for one in kept], page.cursor(after) if after else None

    async def _asked_for(self, asked: "_Asked[D]", after: Place | None, limit: int) -> Sequence[Found]:
        found = await self._find(asked.view, asked.tags, after, limit, asked.descending)
        end = asked.before
        if end is None:
            return found
        return [one for one in found if (one.place[0] > end if asked.descending else one.place[0] < end)]

    async def _find(
        self, view: ViewKind[D], tags: Sequence[str], after: Place | None, limit: int, descending: bool = False
    ) -> Sequence[Found]:
        return await self._reader.find(view.kind, self.ward, tags, after, limit, descending)


@dataclass(frozen=True, slots=True)
class _Asked(Generic[D]):
    view: ViewKind[D]
    tags: Sequence[str]
    descending: bool
    before: str | None


def _place(found: Found) -> Place:
    return found.place


def _after(page: Page) -> Place | None:
    if page.after is None:
        return None
    if len(page.after) != 2:
        raise BadCursor(pointer="cursor")
    sort, name = page.after
    return sort, name


def tags_of(**wanted: object) -> tuple[str, ...]:
    """The tags `name:value` of what a list is asked for; what is not asked for is left out."""
    return tuple(f"{name}:{value}" for name, value in wanted.items() if value is not None)
