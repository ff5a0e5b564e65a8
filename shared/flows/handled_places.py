"""How far a reader group has handled each ledger: kept beside the documents, for whoever has the ward next."""

from collections.abc import Collection, Mapping

from shared.kernel.failures import Conflict
from shared.ports.view_store import Document, Mark, ViewStore

KIND = "handled"
_GENERATION = 0
"""Live generations begin with 1, so a rebuild neither compares nor drops these."""


class HandledPlaces:
    """Places of one group, one document a ward. Whoever loses a guard forgets what is not written, and handles it
    again: who has the ward now counts from what is written."""

    def __init__(self, store: ViewStore, group: str) -> None:
        self._store = store
        self._name = f"{KIND}/{group}"
        self._marks: dict[str, dict[str, Mark]] = {}
        self._revs: dict[str, int] = {}
        self._changed: set[str] = set()

    async def learn(self, wards: Collection[str]) -> None:
        """Read the places of these wards, as far as they are not known."""
        for ward in [ward for ward in wards if ward not in self._marks]:
            found = (await self._store.get(ward, _GENERATION, [self._name])).get(self._name)
            if ward not in self._marks:
                self._marks[ward] = dict(found.marks) if found is not None else {}
                self._revs[ward] = found.rev if found is not None else 0

    def of(self, ward: str, source: str) -> Mark:
        """Up to where the ledger has been handled. The ward's places must be known."""
        return self._marks.get(ward, {}).get(source, Mark("", 0))

    def handled(self, ward: str, source: str, mark: Mark) -> None:
        """Everything up to `mark` has been handled."""
        self._marks.setdefault(ward, {})[source] = mark
        self._changed.add(ward)

    async def write(self) -> None:
        """Write what has changed. Raises Conflict, and then nothing is known any more, or Unavailable."""
        wards = sorted(self._changed)
        if not wards:
            return
        marks = {ward: dict(self._marks[ward]) for ward in wards}
        try:
            await self._store.put([self._document(ward, marks[ward]) for ward in wards])
        except Conflict:
            self.forget()
            raise
        for ward in wards:
            self._revs[ward] += 1
            if self._marks[ward] == marks[ward]:
                self._changed.discard(ward)

    def forget(self) -> None:
        """Know nothing any more: the wards may be another's."""
        self._marks.clear()
        self._revs.clear()
        self._changed.clear()

    def _document(self, ward: str, marks: Mapping[str, Mark]) -> Document:
        return Document(
            kind=KIND,
            ward=ward,
            name=self._name,
            generation=_GENERATION,
            rev=self._revs[ward] + 1,
            marks=marks,
            body=b"{}",
        )
