"""`POST /wards/{ward}/imports`: a list shown against the roster, and taken."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid5

import msgspec
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.assignment.api.imports.answers import import_answer
from services.assignment.api.imports.judging import Judge, Judged, id_of
from services.assignment.api.imports.known import Known, known_households, known_volunteers
from services.assignment.api.imports.lists import Kind, List, ListRow, read_list
from services.assignment.api.imports.shapes import ImportAnswer
from services.assignment.api.reading import Reading, readable_ward
from services.assignment.api.rosters import COORDINATOR
from services.assignment.domain.commands import ImportEntries, RosterCommand
from services.assignment.domain.state import Roster
from shared.flows.command_envelope import CommandEnvelope
from shared.flows.handle_command import CommandHandler
from shared.flows.stream_states import StreamState
from shared.http.border import Caller, border_of, language_for, trace_of
from shared.http.command_runner import Trace
from shared.http.ids import command_id_of
from shared.http.openapi import file_operation
from shared.kernel.scope import Scope

PART_ROWS = 200
"""Rows that one commit takes: each may note a village too, and a commit holds at most 500 events."""
PATIENCE = 12.0
"""Seconds after which a call takes no further part; the same call again goes on."""

WhichKind = Annotated[Kind, Query(description="What the rows are")]
DryRun = Annotated[bool, Query(description="Only say what the list would do")]
TakesAlike = Annotated[bool, Query(description="Take rows too that look like another household of the list")]


@dataclass(frozen=True, slots=True)
class Wish:
    """One import as it was asked for."""

    ward: str
    kind: Kind
    found: List
    dry_run: bool
    takes_alike: bool
    command_id: str
    scope: Scope
    trace: Trace


class Imports:
    """Compares lists with the roster and takes them, in parts that a repetition does not take twice."""

    def __init__(self, reading: Reading, handler: CommandHandler[RosterCommand, Roster], hash_key: bytes) -> None:
        self.reading = reading
        self._handler = handler
        self._hash_key = hash_key

    async def judged(self, request: Request, wish: Wish, standing: StreamState[Roster]) -> list[Judged]:
        """Every row's verdict against the roster as it stands."""
        waits = (f"{wish.ward}/roster", standing.version) if standing.version else None
        documents = await self.reading.documents_of(wish.ward, waits)
        async with self.reading.opening(request, wish.scope, wish.ward) as opening:
            if wish.kind == "households":
                known = await known_households(documents, opening, standing.state)
            else:
                codes = [row.cells.get("code", "") for row in wish.found.rows]
                ids = [id_of(wish.ward, wish.kind, code) for code in codes]
                known = await known_volunteers(documents, opening, standing.state, ids)
        return list(self._judge(wish, known).all(wish.found.rows))

    def _judge(self, wish: Wish, known: Known) -> Judge:
        return Judge(wish.ward, wish.kind, known, self.reading.clock.now(), wish.takes_alike)

    async def standing(self, ward: str) -> StreamState[Roster]:
        """The ward's roster now."""
        return await self._handler.standing(f"{ward}/roster")

    async def take(self, wish: Wish, judged: Sequence[Judged]) -> tuple[int, int]:
        """Take what the rows want, part by part while the patience lasts: how many rows, and the roster's version.

        Raises what a rule says that changed its mind since the rows were judged; the parts before stay taken.
        """
        until = self.reading.clock.monotonic() + PATIENCE
        taken = version = 0
        for number, part in enumerate(_parts(judged)):
            entries = tuple(one.entry for one in part if one.entry is not None)
            if not entries:
                continue
            if self.reading.clock.monotonic() > until:
                break
            command = ImportEntries(recorded_at=self.reading.clock.now(), entries=entries)
            version = await self._handled(wish, number, [one.row for one in part], command)
            taken += len(entries)
        return taken, version

    async def _handled(self, wish: Wish, number: int, rows: Sequence[ListRow], command: ImportEntries) -> int:
        stream = f"{wish.ward}/roster"
        content = msgspec.json.encode(
            (wish.kind, wish.scope.actor, wish.ward, [(row.number, row.cells) for row in rows])
        )
        command_id = str(uuid5(UUID(wish.command_id), str(number)))
        handled = await self._handler.handle(
            CommandEnvelope(
                stream=stream,
                ward=wish.ward,
                command=command,
                command_id=command_id,
                content_hash=hmac.digest(self._hash_key, b"ImportEntries" + content, "sha256").hex(),
                actor=wish.scope.actor,
                answer_id=command_id,
                correlation_id=wish.trace.correlation_id,
                traceparent=wish.trace.traceparent,
            )
        )
        return handled.version


def _parts(judged: Sequence[Judged]) -> Iterator[Sequence[Judged]]:
    """By the file's rows, whatever became of them: so a part is the same when the call is repeated."""
    return (judged[start : start + PART_ROWS] for start in range(0, len(judged), PART_ROWS))


def add_imports(router: APIRouter, imports: Imports) -> None:
    """`POST /wards/{ward}/imports`."""

    @router.post(
        "/wards/{ward}/imports",
        summary="Compare a list of households or volunteers (XLSX, or CSV in UTF-8) with the roster, and take it",
        response_class=Response,
        openapi_extra=file_operation(ImportAnswer),
    )
    async def post_import(
        request: Request,
        caller: Caller,
        ward: str,
        kind: WhichKind,
        dry_run: DryRun = False,
        alike: TakesAlike = False,
    ) -> Response:
        own = readable_ward(caller, COORDINATOR, ward)
        key = request.headers.get("idempotency-key")
        command_id = command_id_of(key) if key is not None else imports.reading.clock.new_id()
        found = read_list(kind, await request.body())
        wish = Wish(own, kind, found, dry_run, alike, command_id, caller, trace_of(request))
        standing = await imports.standing(own)
        judged = await imports.judged(request, wish, standing)
        taken, version = (0, 0) if dry_run else await imports.take(wish, judged)
        answer = import_answer(
            wish, judged, taken, version or standing.version, border_of(request).problems, language_for(request)
        )
        return Response(msgspec.json.encode(answer), media_type="application/json")
