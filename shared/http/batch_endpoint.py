"""`POST /commands`: what a phone has kept, up to 100 commands at once, each with its own answer, in order."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shared.http.batch import Batch, BatchItem, Device, given_id, read_batch, read_item, split_body
from shared.http.bodies import json_body
from shared.http.border import border_of, language_for, sender_of, trace_of
from shared.http.command_calls import CommandContext
from shared.http.command_runner import Answered, CommandRunner, Prepared, Sender, Trace
from shared.http.direct_route import DirectRoute, Endpoint
from shared.http.languages import Language
from shared.http.logs import log
from shared.http.openapi import batch_operation
from shared.http.problems import Problem, Problems
from shared.http.refusals import NotTried, UnknownCommand
from shared.http.waiting_households import WaitingHouseholds
from shared.kernel.days import rfc3339
from shared.kernel.failures import Conflict, Failure, Forbidden, Unavailable
from shared.kernel.scope import Role, Scope

OnContact = Callable[[CommandContext, Device], Awaitable[None]]
"""Told of each batch that names its phone, before its commands; whatever it raises is logged and stops nothing."""
Era = Callable[[], Awaitable[str]]


def add_batch(router: APIRouter, runner: CommandRunner, era: Era, on_contact: OnContact | None = None) -> None:
    """Add `POST /commands` over the runner's commands."""
    router.add_api_route(
        "/commands",
        _endpoint(runner, era, on_contact),
        methods=["POST"],
        name="commands",
        summary="Send what a phone has kept, up to 100 commands, each with its own answer",
        response_model=None,
        response_class=Response,
        openapi_extra=batch_operation(runner.calls.values()),
        route_class_override=DirectRoute,
    )


def _endpoint(runner: CommandRunner, era: Era, on_contact: OnContact | None) -> Endpoint:
    async def commands(request: Request) -> Response:
        scope = sender_of(request)
        if scope.role not in runner.batch_roles:
            raise Forbidden(role=scope.role.value)
        allowances = border_of(request).allowances
        await allowances.command(scope)
        batch = read_batch(await json_body(request))
        await allowances.command(scope, len(batch.commands) - 1)
        now = runner.now()
        device = batch.device.id if batch.device else None
        sender = Sender(batch.clock_offset(now), device)
        if on_contact and batch.device and scope.role is Role.VOLUNTEER:
            context = CommandContext(scope, runner.new_command_id(), now, sender.clock_offset, device)
            await _tell(on_contact, context, batch.device)
        run = _BatchRun(runner, scope, sender, trace_of(request), border_of(request).problems, language_for(request))
        answers = await run.answers(batch)
        content = {"era": await era(), "received_at": rfc3339(now), "answers": answers}
        return Response(msgspec.json.encode(content), media_type="application/json")

    return commands


async def _tell(on_contact: OnContact, context: CommandContext, device: Device) -> None:
    try:
        await on_contact(context, device)
    except Failure as failure:
        log.warning("contact not recorded", failure=failure.slug)
    except Exception:
        log.exception("contact crashed")


class _BatchRun:
    def __init__(
        self, runner: CommandRunner, scope: Scope, sender: Sender, trace: Trace, problems: Problems, language: Language
    ) -> None:
        self._runner = runner
        self._scope = scope
        self._sender = sender
        self._trace = trace
        self._problems = problems
        self._language = language
        self._waiting = WaitingHouseholds()

    async def answers(self, batch: Batch) -> list[dict[str, Any]]:
        return [await self._answer(raw) for raw in batch.commands]

    async def _answer(self, raw: msgspec.Raw) -> dict[str, Any]:
        try:
            item = read_item(raw)
        except Failure as failure:
            return self._refused(given_id(raw), failure)
        try:
            return _accepted(item.command_id, await self._run(item))
        except Failure as failure:
            self._runner.note(item.kind, failure.slug)
            return self._refused(item.command_id, failure)
        except Exception:
            log.exception("command crashed", kind=item.kind, command_id=item.command_id)
            self._runner.note(item.kind, "crashed")
            return _problem(item.command_id, self._problems.crashed(self._trace.correlation_id, self._language))

    async def _run(self, item: BatchItem) -> Answered:
        if self._waiting.everything:
            raise NotTried()
        prepared = await self._prepare(item)
        if self._waiting.concerns(prepared):
            raise NotTried()
        try:
            return await self._runner.handle(prepared, self._trace)
        except (Unavailable, Conflict):
            self._waiting.add(prepared)
            raise

    async def _prepare(self, item: BatchItem) -> Prepared:
        call = self._runner.calls.get(item.kind)
        if call is None or not call.in_batch:
            raise UnknownCommand(pointer="/kind", kinds=self._runner.batch_kinds)
        ids, body = split_body(item.fields, call.path_ids)
        try:
            return await self._runner.prepare(self._scope, item.kind, ids, body, item.command_id, self._sender)
        except (Unavailable, Conflict):
            self._waiting.add_unaimed(item.fields)
            raise

    def _refused(self, command_id: str | None, failure: Failure) -> dict[str, Any]:
        return _problem(command_id, self._problems.of(failure, self._language))


def _accepted(command_id: str, answered: Answered) -> dict[str, Any]:
    replayed = {"replayed": True} if answered.replayed else {}
    return {"command_id": command_id, "status": answered.status, **answered.content, **replayed}


def _problem(command_id: str | None, problem: Problem) -> dict[str, Any]:
    return {"command_id": command_id, **problem.content(), **_retry(problem)}


def _retry(problem: Problem) -> dict[str, int]:
    seconds = problem.headers.get("Retry-After")
    return {"retry_after": int(seconds)} if seconds else {}
