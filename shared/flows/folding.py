"""Which documents an event concerns, and the documents it is folded into: the part of views that waits for nothing."""

from collections.abc import Mapping
from typing import Any

import msgspec

from shared.contracts.codec import Codec
from shared.flows.view_kinds import ViewKind, ViewSet, encode_body
from shared.kernel.failures import Unavailable
from shared.kernel.messages import Event, LedgerEvent
from shared.ports.view_store import Document, Mark

Target = tuple[ViewKind[Any], str, str]
"""A kind of document, the document's name and its id."""


class UnreadableDocument(Unavailable):
    """A stored document is damaged, or of a shape that this program does not know. Rebuilding its ward mends it;
    until then the ward stays behind, and everything else goes on."""


class OpenDocument:
    """A document in memory. `numbers`: up to where each source has been folded into it. `unwritten`: the first number
    of each source that the stored document does not have; `pending` counts the events folded since."""

    __slots__ = ("content", "kind", "name", "numbers", "pending", "rev", "size", "unwritten", "waits_since")

    def __init__(self, kind: ViewKind[Any], name: str, content: Any, numbers: dict[str, int], rev: int) -> None:
        self.kind = kind
        self.name = name
        self.content = content
        self.numbers = numbers
        self.rev = rev
        self.size = 0
        self.unwritten: dict[str, int] = {}
        self.pending = 0
        self.waits_since = 0.0

    def fold(self, entry: LedgerEvent, fact: Event) -> bool:
        """Fold an event unless it has been folded before; the answer says whether it was new."""
        source, number = entry.source, entry.sequence
        if number <= self.numbers.get(source, 0):
            return False
        self.content = self.kind.fold(self.content, entry, fact)
        self.numbers[source] = number
        self.unwritten.setdefault(source, number)
        self.pending += 1
        return True

    def stored(self, ward: str, generation: int, eras: Mapping[str, str]) -> Document:
        """The document as it is to be written next."""
        return Document(
            kind=self.kind.kind,
            ward=ward,
            name=self.name,
            generation=generation,
            rev=self.rev + 1,
            marks={source: Mark(eras[source], number) for source, number in self.numbers.items()},
            body=encode_body(self.content),
            tags=self.kind.tags(self.content),
            sort=self.kind.sort(self.content),
        )

    def written(self) -> None:
        """What was made by `stored` lies in the store."""
        self.rev += 1
        self.unwritten = {}
        self.pending = 0


class Folding:
    """The view set seen from an event."""

    def __init__(self, view_set: ViewSet, codecs: Mapping[str, Codec]) -> None:
        self.view_set = view_set
        self._codecs = codecs
        self._kinds: dict[str, tuple[ViewKind[Any], ...]] = {}

    def kinds_for(self, type_name: str) -> tuple[ViewKind[Any], ...]:
        """The kinds that an event type concerns at all; none: it need not even be read."""
        kinds = self._kinds.get(type_name)
        if kinds is None:
            kinds = tuple(kind for kind in self.view_set.kinds if not kind.types or type_name in kind.types)
            self._kinds[type_name] = kinds
        return kinds

    def fact(self, entry: LedgerEvent) -> Event:
        """The event as today's class; raises what the codec raises."""
        return self._codecs[entry.source].decode(entry.type, entry.version, entry.data)

    def targets(self, entry: LedgerEvent, fact: Event) -> list[Target]:
        """The documents that `fact` is to be folded into."""
        return [
            (kind, f"{kind.kind}/{name}", name) for kind in self.kinds_for(entry.type) for name in kind.ids(entry, fact)
        ]

    def opened(self, document: Document) -> OpenDocument:
        """A stored document, read. Raises UnreadableDocument."""
        kind = self.view_set.by_kind[document.kind]
        numbers = {source: mark.number for source, mark in document.marks.items()}
        try:
            content = kind.read(document.body)
        except msgspec.MsgspecError as damage:
            raise UnreadableDocument(ward=document.ward, name=document.name) from damage
        opened = OpenDocument(kind, document.name, content, numbers, document.rev)
        opened.size = len(document.body)
        return opened

    @staticmethod
    def empty(ward: str, target: Target) -> OpenDocument:
        """The document of a target before its first event."""
        kind, name, document_id = target
        return OpenDocument(kind, name, kind.empty(ward, document_id), {}, 0)


def reason_of(failure: Exception) -> str:
    """Why an event could not be folded, short enough to be shown. Events hold nothing personal in the clear."""
    return f"{type(failure).__name__}: {failure}"[:300]
