"""From a command to its commit: state, decide, append, answer.

An accepted command needs no read. Before a no is answered, the stream is read again, decided again, and only then the
command id is looked up: a repetition of a command that was accepted gets its first answer, whatever the state is now.
"""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Generic
from weakref import WeakValueDictionary

import msgspec

from shared.contracts.codec import Codec
from shared.contracts.subjects import CLOCK_CORRECTED, AboutHousehold, AboutVolunteer
from shared.flows.command_envelope import C, CommandEnvelope, CommandHandling, Handled, IdempotencyKeyReused, S
from shared.flows.sealing import Sealer
from shared.flows.stream_states import StreamState, StreamStates
from shared.flows.tracing import command_span
from shared.kernel.failures import Busy, Rejection
from shared.kernel.messages import Commit, Event, StoredEvent, event_id
from shared.ports.clock import Clock
from shared.ports.event_store import AppendRefused, EventStore

MAX_EVENTS = 500
"""Events that one commit may hold; a longer wish must be split before it comes here."""
PATIENCE = 2.0
"""Seconds of retries after races lost to other processes before the answer is 503 busy."""
CACHE_BYTES = 64 * 1024 * 1024
"""Bytes of events whose folded states one handler keeps."""

_LONG_AGO = datetime.fromtimestamp(0, UTC)


class _Refused(Exception):
    """An append that lost a race, with the commit that it was for."""

    def __init__(self, commit: Commit) -> None:
        super().__init__(commit.id)
        self.commit = commit


class CommandHandler(Generic[C, S]):
    """Handles the commands of one decider on one store. Commands of one stream queue here, first come first served.

    `on_append` is called after each append, so that a relay in this process need not wait for its next look.
    """

    def __init__(
        self,
        handling: CommandHandling[C, S],
        store: EventStore,
        codec: Codec,
        sealer: Sealer,
        clock: Clock,
        on_append: Callable[[], None] = lambda: None,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._decider = handling.decider
        self._with_foreign_keys = handling.with_foreign_keys
        self._store = store
        self._codec = codec
        self._sealer = sealer
        self._clock = clock
        self._on_append = on_append
        self._states: StreamStates[S] = StreamStates(cache_bytes)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._era: str | None = None

    async def handle(self, envelope: CommandEnvelope[C]) -> Handled:
        """Answer one command. Raises its Rejection, IdempotencyKeyReused, Busy, or what the store raises."""
        with command_span(envelope) as traced:
            return await self._handle(traced)

    async def _handle(self, envelope: CommandEnvelope[C]) -> Handled:
        async with self._turn(envelope.stream):
            known = self._states.get(envelope.stream) or await self._caught_up(envelope.stream)
            own_keys: frozenset[str] = frozenset()
            deadline = self._clock.monotonic() + PATIENCE
            while True:
                try:
                    return await self._attempt(envelope, known, own_keys)
                except _Refused as refused:
                    if (first := await self._first_answer(envelope)) is not None:
                        return first
                    envelope, own_keys = await self._knowing_owners(envelope, refused.commit)
                if self._clock.monotonic() > deadline:
                    raise Busy(retry_after=1)
                await asyncio.sleep(random.uniform(0, 0.02))  # noqa: S311 jitter is no secret
                known = await self._caught_up(envelope.stream)

    async def state(self, stream: str) -> S:
        """The state of a stream with all its commits."""
        return (await self.standing(stream)).state

    async def standing(self, stream: str) -> StreamState[S]:
        """The same with the version that it stands at."""
        async with self._turn(stream):
            return await self._caught_up(stream)

    def _turn(self, stream: str) -> asyncio.Lock:
        """The queue of a stream's commands; it lives as long as somebody waits in it."""
        turn = self._turns.get(stream)
        if turn is None:
            turn = self._turns[stream] = asyncio.Lock()
        return turn

    async def _attempt(self, envelope: CommandEnvelope[C], known: StreamState[S], own_keys: frozenset[str]) -> Handled:
        events = self._first_look(envelope.command, known)
        if not events:
            known = await self._caught_up(envelope.stream)
            try:
                events = self._decider.decide(envelope.command, known.state)
            except Rejection:
                if (first := await self._first_answer(envelope)) is not None:
                    return first
                raise
        if not events:
            nothing = Handled(envelope.answer_id, envelope.stream, known.version, (), ())
            return await self._first_answer(envelope) or nothing
        return await self._append(envelope, known, _as_reported(events, envelope.reported_at), own_keys)

    def _first_look(self, command: C, known: StreamState[S]) -> Sequence[Event]:
        """Events, or nothing where a second look at fresh state must decide."""
        try:
            return self._decider.decide(command, known.state)
        except Rejection:
            return ()

    async def _append(
        self, envelope: CommandEnvelope[C], known: StreamState[S], events: Sequence[Event], own_keys: frozenset[str]
    ) -> Handled:
        if len(events) > MAX_EVENTS:
            raise ValueError(f"{len(events)} events for one command")
        commit = await self._commit(envelope, known, events, own_keys)
        # Until the append is known to have happened or not, no cached state may claim either.
        self._states.drop(envelope.stream)
        try:
            await self._store.append(commit)
        except AppendRefused as refusal:
            self._states.keep(envelope.stream, known)
            raise _Refused(commit) from refusal
        weight = known.weight + sum([len(memoryview(event.data)) for event in commit.events])
        state = self._decider.fold(events, known.state)
        self._states.keep(envelope.stream, StreamState(state, commit.version, commit.recorded_at, weight))
        self._on_append()
        return _answer(commit)

    async def _commit(
        self, envelope: CommandEnvelope[C], known: StreamState[S], events: Sequence[Event], own_keys: frozenset[str]
    ) -> Commit:
        if self._era is None:
            self._era = await self._store.era()
        version = known.version + 1
        recorded_at = max(self._clock.now(), known.recorded_at)
        keys: dict[str, None] = {}
        flags = dict.fromkeys(envelope.flags)
        stored = []
        for index, event in enumerate(events):
            name = event_id(envelope.stream, version, index, self._era)
            stored.append(await self._stored(envelope, event, name, recorded_at))
            keys.update(dict.fromkeys(event.introduces))
            flags.update(dict.fromkeys(_flags(event)))
        return Commit(
            stream=envelope.stream,
            version=version,
            ward=envelope.ward,
            era=self._era,
            command_id=envelope.command_id,
            content_hash=envelope.content_hash,
            actor=envelope.actor,
            recorded_at=recorded_at,
            events=tuple(stored),
            keys=tuple(key for key in keys if key not in own_keys),
            answer_id=envelope.answer_id,
            flags=tuple(flags),
            correlation_id=envelope.correlation_id,
            traceparent=envelope.traceparent,
        )

    async def _stored(
        self, envelope: CommandEnvelope[C], event: Event, name: str, recorded_at: datetime
    ) -> StoredEvent:
        if event.sealed:
            boxes = await self._sealer.seal(envelope.ward, event.subject, name, event.sealed)
            event = msgspec.structs.replace(event, sealed=boxes)
        return StoredEvent(
            type=type(event).__name__,
            version=event.VERSION,
            subject=event.subject,
            time=event.time or recorded_at,
            data=self._codec.encode(event),
        )

    async def _caught_up(self, stream: str) -> StreamState[S]:
        known = self._states.get(stream) or StreamState(self._decider.initial_state(), 0, _LONG_AGO, 0)
        commits = await self._store.read_stream(stream, known.version)
        if not commits:
            return known
        state, weight = known.state, known.weight
        for stored in (event for commit in commits for event in commit.events):
            state = self._decider.evolve(state, self._codec.decode(stored.type, stored.version, stored.data))
            weight += len(memoryview(stored.data))
        last = commits[-1]
        fresh = StreamState(state, last.version, last.recorded_at, weight)
        self._states.keep(stream, fresh)
        return fresh

    async def _first_answer(self, envelope: CommandEnvelope[C]) -> Handled | None:
        commit = await self._store.find_command(envelope.command_id)
        if commit is None:
            return None
        if (commit.stream, commit.content_hash) != (envelope.stream, envelope.content_hash):
            raise IdempotencyKeyReused()
        return msgspec.structs.replace(_answer(commit), replayed=True)

    async def _knowing_owners(
        self, envelope: CommandEnvelope[C], commit: Commit
    ) -> tuple[CommandEnvelope[C], frozenset[str]]:
        owners = await self._store.key_owners(commit.keys)
        foreign = {key: owner for key, owner in owners.items() if owner != envelope.stream}
        if foreign:
            envelope = msgspec.structs.replace(envelope, command=self._with_foreign_keys(envelope.command, foreign))
        return envelope, frozenset(owners) - frozenset(foreign)


def _as_reported(events: Sequence[Event], reported_at: datetime | None) -> Sequence[Event]:
    """The events with the sender's own time, where that was corrected."""
    if reported_at is None:
        return events
    return [
        msgspec.structs.replace(event, reported_at=reported_at)
        if isinstance(event, AboutHousehold | AboutVolunteer)
        else event
        for event in events
    ]


def _flags(event: Event) -> Iterator[str]:
    if getattr(event, "reported_at", None) is not None:
        yield CLOCK_CORRECTED
    yield from getattr(event, "flags", ())


def _answer(commit: Commit) -> Handled:
    names = tuple(event.type for event in commit.events)
    return Handled(commit.answer_id, commit.stream, commit.version, names, commit.flags)
