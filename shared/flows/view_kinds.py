"""What a view is to the flows: kinds of documents that fold by themselves, and sums made of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec

from shared.kernel.messages import Event, LedgerEvent

D = TypeVar("D")
P = TypeVar("P")
W = TypeVar("W")


def _no_tags(_document: object) -> tuple[str, ...]:
    return ()


def _no_sort(_document: object) -> str:
    return ""


@dataclass(frozen=True)
class ViewKind(Generic[D]):
    """One kind of document, named `<kind>/<id>`, each of one ward.

    `ids(entry, fact)` says which documents of the kind an event concerns (none: empty). `empty(ward, id)` is a
    document before its first event. `fold(document, entry, fact)` gives the document after the event: it reads no
    other document and no clock. It owns the document it is given and may return it changed, so nobody keeps the old
    one. `content` is the msgspec type that the body is read as. A `large` document is written late: after 2,000
    events or 30 seconds, at stop, and before a partition is given up.
    """

    kind: str
    content: type[D]
    ids: Callable[[LedgerEvent, Event], Sequence[str]]
    empty: Callable[[str, str], D]
    fold: Callable[[D, LedgerEvent, Event], D]
    tags: Callable[[D], tuple[str, ...]] = _no_tags
    sort: Callable[[D], str] = _no_sort
    large: bool = False
    types: frozenset[str] = frozenset()
    """Event types that concern the kind at all; empty means any."""
    decoder: msgspec.json.Decoder[D] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decoder", msgspec.json.Decoder(self.content))

    def read(self, body: bytes) -> D:
        """The content of a stored body."""
        return self.decoder.decode(body)


@dataclass(frozen=True)
class Summary(Generic[P, W]):
    """A document `<kind>/<ward>` summed from all documents of a ward, whole each time, kept by their marks.

    `part(name, document)` is what one document adds (None: nothing), cheap to keep; `whole(ward, parts)` is the sum.
    Written after the documents it counts, at most every `interval` seconds a ward, never over higher marks.
    """

    kind: str
    content: type[W]
    part: Callable[[str, Any], P | None]
    whole: Callable[[str, Mapping[str, P]], W]
    interval: float = 0.2

    def name(self, ward: str) -> str:
        """The name of the ward's sum among its documents."""
        return f"{self.kind}/{ward}"


@dataclass(frozen=True)
class ViewSet:
    """What is folded together: its kinds, the sources they are folded from, and perhaps a summary.

    It has a view store of its own, known by `name`: the service's, or `<service>.<part>`.
    """

    name: str
    kinds: tuple[ViewKind[Any], ...]
    sources: frozenset[str]
    summary: Summary[Any, Any] | None = None
    by_kind: Mapping[str, ViewKind[Any]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_kind", {kind.kind: kind for kind in self.kinds})


def encode_body(document: Any) -> bytes:
    """A document's body as stored: JSON."""
    return msgspec.json.encode(document)


def canonical_body(document: Any) -> bytes:
    """The same bytes for equal documents, however they came about: what digests are made of."""
    return msgspec.json.encode(document, order="deterministic")
