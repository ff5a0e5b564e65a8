"""A small closed-loop HTTP load: N connections, each sends its next request when its last was answered.

Requests are bytes made beforehand, so that the client costs as little of the two cores as it can. Loopback only.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass
class LoadResult:
    """What a load saw: answers by status, and each latency in seconds."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Successful answers a second."""
        return sum(count for status, count in self.statuses.items() if status < 300) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency in milliseconds below which `share` (0..1) of the answers lie."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    def expect(self, status: int) -> "LoadResult":
        """Itself; raises RuntimeError when any answer had another status."""
        if set(self.statuses) != {status}:
            raise RuntimeError(f"answers by status: {self.statuses}, where all should be {status}")
        return self


class _Client(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], result: LoadResult, done: asyncio.Future[None]) -> None:
        self._requests = requests
        self._result = result
        self._done = done
        self._buffer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = _LENGTH.search(head)
        if length is None:
            raise RuntimeError(f"an answer without a length: {head!r}")
        if len(body) < int(length.group(1)):
            return
        self._buffer = b""
        status = int(head[9:12])
        self._result.latencies.append(time.perf_counter() - self._sent)
        self._result.statuses[status] = self._result.statuses.get(status, 0) + 1
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            if not self._done.done():
                self._done.set_result(None)
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


async def load(port: int, requests: list[bytes], connections: int) -> LoadResult:
    """Send all `requests` over `connections` connections, as fast as they are answered."""
    loop = asyncio.get_running_loop()
    result = LoadResult()
    shared = iter(requests)
    started = time.perf_counter()
    endings = []
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(lambda done=done: _Client(shared, result, done), "127.0.0.1", port)  # type: ignore[misc]
        endings.append(done)
    await asyncio.gather(*endings)
    result.seconds = time.perf_counter() - started
    return result


def request(method: str, path: str, token: str = "", body: bytes = b"", **headers: str) -> bytes:
    """The bytes of one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/json")
    if token:
        lines.append(f"Authorization: Bearer {token}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
