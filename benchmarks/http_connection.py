"""HTTP one exchange after another on kept-open connections, and visits sent at a given rate whatever the answers do."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """One answer; times are of `time.perf_counter`."""

    status: int
    body: bytes
    sent: float
    received: float


class Connection:
    """One connection of a client that waits for each answer. Loopback only."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> "Connection":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def exchange(self, request: bytes) -> Answer:
        """Send a request and wait for all of its answer."""
        sent = time.perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is None:
            raise RuntimeError(f"an answer without a length: {head!r}")
        body = await self._reader.readexactly(int(length.group(1)))
        return Answer(int(head[9:12]), body, sent, time.perf_counter())


async def at_rate(port: int, requests: Sequence[bytes], per_second: float, connections: int) -> list[Answer]:
    """The answers, in the order of the requests; `sent` is when each should have been sent, so that a server which
    holds the client up is charged for it."""
    due: asyncio.Queue[int] = asyncio.Queue()
    answers: dict[int, Answer] = {}
    begun = time.perf_counter()

    async def client() -> None:
        async with Connection(port) as connection:
            while (number := await due.get()) >= 0:
                answer = await connection.exchange(requests[number])
                answers[number] = Answer(answer.status, answer.body, begun + number / per_second, answer.received)

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(client())
        for number in range(len(requests)):
            await asyncio.sleep(max(0.0, begun + number / per_second - time.perf_counter()))
            due.put_nowait(number)
        for _ in range(connections):
            due.put_nowait(-1)
    return [answers[number] for number in range(len(requests))]
