"""Opening sealed data: for one answer at a time, and never without saying so in the ledger.

The only way to a person's texts is an Opening, which opens inside its `async with` alone and on leaving commits who
opened whose, by which call, and when. An answer is made after that, so nobody is shown what was not recorded.
"""

from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Self

from shared.contracts.codec import Codec
from shared.contracts.openings import SealedDataOpened
from shared.flows.sealing import unsealed
from shared.kernel.messages import Commit, SealedText, StoredEvent, event_id
from shared.kernel.scope import Scope
from shared.ports.clock import Clock
from shared.ports.event_store import EventStore
from shared.ports.key_vault import KeyVault


class OpenedTexts:
    """The texts that one answer shows. Calling it with a sealed text gives the text; None for none or an empty one."""

    def __init__(self, texts: Mapping[SealedText, str]) -> None:
        self._texts = texts

    def __call__(self, sealed: SealedText | None) -> str | None:
        return self._texts[sealed] or None if sealed is not None else None


class Openings:
    """Opens the sealed data of one service, whose store records it. `on_append` wakes the relay."""

    def __init__(
        self,
        vault: KeyVault,
        store: EventStore,
        codec: Codec,
        clock: Clock,
        on_append: Callable[[], None] = lambda: None,
    ) -> None:
        self._vault = vault
        self._store = store
        self._codec = codec
        self._clock = clock
        self._on_append = on_append
        self._era: str | None = None

    def by(self, scope: Scope, call: str, ward: str) -> "Opening":
        """What `scope` opens of `ward` in one `call`."""
        return Opening(self, scope, call, ward)

    async def texts(self, ward: str, sealed: Iterable[tuple[str, SealedText]]) -> "tuple[OpenedTexts, frozenset[str]]":
        """The texts of pairs (subject, sealed text), and whose of them could be opened. Keys are fetched for each call
        and kept nowhere. Raises UnknownKey, or cryptography's InvalidTag for a box that was moved or changed."""
        by_subject: dict[str, dict[str, SealedText]] = {}
        for subject, text in sealed:
            by_subject.setdefault(subject, {})[f"{text.event}/{text.field}"] = text
        if not by_subject:
            return OpenedTexts({}), frozenset()
        keys = await self._vault.keys_for_opening([f"{ward}/{subject}" for subject in by_subject])
        opened = {subject: unsealed(ward, subject, texts, keys) for subject, texts in by_subject.items()}
        found = {text: opened[subject][name] for subject, texts in by_subject.items() for name, text in texts.items()}
        return OpenedTexts(found), frozenset(one for one in by_subject if keys.get(f"{ward}/{one}") is not None)

    async def record(self, scope: Scope, call: str, ward: str, shown: Iterable[str], compared: int) -> None:
        """Commit one opening, in a stream of its own, so that no two ever get into each other's way."""
        if self._era is None:
            self._era = await self._store.era()
        now, opening_id = self._clock.now(), self._clock.new_id()
        stream = f"{ward}/opening/{opening_id}"
        ids = _by_kind(shown)
        event = SealedDataOpened(
            opening_id=opening_id,
            at=now,
            opened_by=scope.actor,
            role=scope.role.value,
            call=call,
            households=ids["household"],
            volunteers=ids["volunteer"],
            incidents=ids["incident"],
            accounts=ids["account"],
            compared=compared,
        )
        stored = StoredEvent(
            type=type(event).__name__,
            version=event.VERSION,
            subject=event.subject,
            time=now,
            data=self._codec.encode(event),
        )
        commit = Commit(
            stream=stream,
            version=1,
            ward=ward,
            era=self._era,
            command_id=opening_id,
            content_hash="opening",
            actor=scope.actor,
            recorded_at=now,
            events=(stored,),
            answer_id=event_id(stream, 1, 0, self._era),
        )
        await self._store.append(commit)
        self._on_append()


class Opening:
    """What one call opens. Used with `async with`; whatever was opened in it is committed when it is left, whether the
    call succeeds or not. Raises Unavailable there when that cannot be done, so that nothing is answered."""

    def __init__(self, openings: Openings, scope: Scope, call: str, ward: str) -> None:
        self._openings = openings
        self._scope = scope
        self._call = call
        self._ward = ward
        self._inside = False
        self._shown: dict[str, None] = {}
        self._compared: set[str] = set()

    async def __aenter__(self) -> Self:
        self._inside = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inside = False
        compared = len(self._compared - self._shown.keys())
        if self._shown or compared:
            await self._openings.record(self._scope, self._call, self._ward, self._shown, compared)

    async def texts(self, sealed: Iterable[tuple[str, SealedText]]) -> OpenedTexts:
        """Open pairs of (subject, sealed text) to show them, the subject as in `household/<id>`; an erased one's texts
        read "erased"."""
        texts, opened = await self._open(sealed)
        self._shown.update(dict.fromkeys(sorted(opened)))
        return texts

    async def compared(self, sealed: Iterable[tuple[str, SealedText]]) -> OpenedTexts:
        """The same for texts that are only compared, and not shown."""
        texts, opened = await self._open(sealed)
        self._compared |= opened
        return texts

    async def _open(self, sealed: Iterable[tuple[str, SealedText]]) -> tuple[OpenedTexts, frozenset[str]]:
        if not self._inside:
            raise RuntimeError("sealed data is opened inside `async with` alone, which records it")
        return await self._openings.texts(self._ward, sealed)


def _by_kind(subjects: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Ids by kind of subject."""
    ids: dict[str, list[str]] = {"household": [], "volunteer": [], "incident": [], "account": []}
    for subject in subjects:
        kind, _, name = subject.partition("/")
        ids[kind].append(name)
    return {kind: tuple(names) for kind, names in ids.items()}
