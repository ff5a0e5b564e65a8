"""A row of the table of commands, run: with HTTP, in a batch, or by the demo and the benchmarks."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from pydantic import BaseModel

from shared.flows.command_envelope import CommandEnvelope, Handled
from shared.flows.handle_command import CommandHandler
from shared.http.after_end import flags_of_sender
from shared.http.bodies import read_body
from shared.http.command_calls import CommandCall, CommandContext, Target
from shared.http.fair_queue import FairQueue
from shared.http.ids import canonical_path
from shared.http.refusals import UnknownCommand
from shared.kernel.failures import Failure, Forbidden
from shared.kernel.scope import Scope
from shared.ports.clock import Clock

Outcome = Callable[[str, str], None]
"""Told (kind, outcome) after each command: accepted, unchanged, replayed, or the slug of its failure."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Ids under which a request can be followed; written into the commit."""

    correlation_id: str = ""
    traceparent: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """What is known of the phone that sent a command: see CommandContext."""

    clock_offset: timedelta = timedelta(0)
    device: str | None = None


class Answered(msgspec.Struct, frozen=True):
    """An accepted command's answer."""

    status: int
    content: Mapping[str, object]
    replayed: bool


class Prepared(msgspec.Struct, frozen=True):
    """A command that has been read and aimed, but not yet handled."""

    call: CommandCall
    context: CommandContext
    ids: Mapping[str, str]
    content: BaseModel
    target: Target[Any]
    flags: tuple[str, ...] = ()


class CommandRunner:
    """Runs the commands of one service. `hash_key` is the installation's secret behind content hashes."""

    def __init__(
        self,
        calls: Sequence[CommandCall],
        handlers: Mapping[str, CommandHandler[Any, Any]],
        clock: Clock,
        hash_key: bytes,
        on_outcome: Outcome = lambda _kind, _outcome: None,
    ) -> None:
        self.calls: Mapping[str, CommandCall] = {call.kind: call for call in calls}
        if len(self.calls) < len(calls):
            raise ValueError(f"a kind has two rows among {[call.kind for call in calls]}")
        self.batch_kinds = tuple(sorted(call.kind for call in calls if call.in_batch))
        self.batch_roles = frozenset(role for call in calls if call.in_batch for role in call.roles)
        self._handlers = handlers
        self._clock = clock
        self._keyed = hmac.new(hash_key, digestmod="sha256")
        self._on_outcome = on_outcome
        self._queue = FairQueue()

    async def run(
        self,
        scope: Scope,
        kind: str,
        path_ids: Mapping[str, str],
        body: bytes,
        command_id: str,
        sender: Sender = Sender(),
        trace: Trace = Trace(),
    ) -> Answered:
        """Answer one command, or raise the Failure that it met. `command_id` is a canonical UUID."""
        try:
            prepared = await self.prepare(scope, kind, path_ids, body, command_id, sender)
            return await self.handle(prepared, trace)
        except Failure as failure:
            self.note(kind, failure.slug)
            raise

    async def prepare(
        self, scope: Scope, kind: str, path_ids: Mapping[str, str], body: bytes, command_id: str, sender: Sender
    ) -> Prepared:
        """Check the role, read the body, find the stream: everything before the rules are asked."""
        call = self.calls.get(kind)
        if call is None:
            raise UnknownCommand(pointer="/kind", kinds=self.batch_kinds)
        if scope.role not in call.roles:
            raise Forbidden(role=scope.role.value)
        ids = canonical_path(path_ids)
        content = read_body(call.body, body)
        context = CommandContext(scope, command_id, self._clock.now(), sender.clock_offset, sender.device)
        flags = flags_of_sender(context, content)
        target = await call.prepare(context, ids, content)
        return Prepared(call, context, ids, content, target, flags)

    async def handle(self, prepared: Prepared, trace: Trace = Trace()) -> Answered:
        """Ask the rules, store what they say, and answer."""
        target, context = prepared.target, prepared.context
        await self._queue.enter(context.scope.actor)
        try:
            handled = await self._handlers[target.decider].handle(self._envelope(prepared, trace))
        finally:
            self._queue.leave(context.scope.actor)
        self._on_outcome(prepared.call.kind, _outcome_of(handled))
        extra = await prepared.call.afterwards(context, target, handled) if prepared.call.afterwards else {}
        return Answered(prepared.call.status, {**_answer(handled), **extra}, handled.replayed)

    def _envelope(self, prepared: Prepared, trace: Trace) -> CommandEnvelope[Any]:
        target, context = prepared.target, prepared.context
        return CommandEnvelope(
            stream=target.stream,
            ward=target.ward,
            command=target.command,
            command_id=context.command_id,
            content_hash=self._content_hash(prepared),
            actor=context.scope.actor,
            answer_id=target.answer_id,
            correlation_id=trace.correlation_id,
            traceparent=trace.traceparent,
            reported_at=target.reported_at,
            flags=prepared.flags,
        )

    def note(self, kind: str, outcome: str) -> None:
        """Count how a command ended, for those who prepare and handle it in two steps."""
        self._on_outcome(kind if kind in self.calls else "unknown", outcome)

    def now(self) -> datetime:
        """The server's time."""
        return self._clock.now()

    def new_command_id(self) -> str:
        """An id for a command whose sender gave none."""
        return self._clock.new_id()

    def _content_hash(self, prepared: Prepared) -> str:
        ids, content = prepared.ids, prepared.content
        parts = (prepared.call.kind, prepared.context.scope.actor, *(f"{name}={ids[name]}" for name in sorted(ids)))
        message = msgspec.json.encode((*parts, content.model_dump_json(exclude_unset=True)))
        mac = self._keyed.copy()
        mac.update(message)
        return mac.hexdigest()


def _outcome_of(handled: Handled) -> str:
    if handled.replayed:
        return "replayed"
    return "accepted" if handled.events else "unchanged"


def _answer(handled: Handled) -> dict[str, object]:
    return {
        "id": handled.id,
        "stream": handled.stream,
        "version": handled.version,
        "events": handled.events,
        "flags": handled.flags,
    }
