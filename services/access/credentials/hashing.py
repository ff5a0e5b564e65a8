"""Hashes of passwords: argon2id, off the event loop, a few at a time, so that signing in slows nobody's work.

The parameters were chosen by `benchmarks/password_hashing.py` (docs/decisions/0012): stronger than what OWASP asks for
at the least, and short enough that one core checks a ward's volunteers within seconds.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.access.credentials.refusals import SignInBusy
from services.access.credentials.strength import require_strong

TIME_COST = 2
MEMORY_KIB = 46 * 1024
PARALLELISM = 1
WORKERS = 1
"""Hashes computed at once in one process: the other cores stay with the commands."""
WAITING = 40
"""Hashes that may wait, about three seconds' work; beyond that the answer is 503 at once."""

T = TypeVar("T")


class PasswordHashing:
    """Computes and checks hashes in threads of its own."""

    def __init__(
        self,
        *,
        time_cost: int = TIME_COST,
        memory_kib: int = MEMORY_KIB,
        workers: int = WORKERS,
        waiting: int = WAITING,
    ) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, PARALLELISM)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="passwords")
        self._most = workers + waiting
        self._under_way = 0
        self._nobodys = self._hasher.hash("nobody's password")

    async def hash(self, password: str) -> str:
        """A hash with its salt and parameters inside. Raises SignInBusy."""
        return await self._run(lambda: self._hasher.hash(_composed(password)))

    async def hash_strong(self, password: str, name: str, pointer: str) -> str:
        """The hash of a password that somebody chose. Raises PasswordTooWeak, naming `pointer`, or SignInBusy."""

        def checked() -> str:
            require_strong(_composed(password), name, pointer)
            return self._hasher.hash(_composed(password))

        return await self._run(checked)

    async def verify(self, known: str | None, password: str) -> bool:
        """Whether the password is the one of the hash. No hash takes as long as a wrong password. Raises SignInBusy."""
        return await self._run(lambda: self._is(known or self._nobodys, _composed(password)) and known is not None)

    def close(self) -> None:
        """Finish what was begun."""
        self._threads.shutdown(wait=True)

    def _is(self, known: str, password: str) -> bool:
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._under_way >= self._most:
            raise SignInBusy(retry_after=3)
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._under_way -= 1


def _composed(password: str) -> str:
    """As RFC 8265 compares passwords: one spelling for what looks the same, nothing else changed."""
    return unicodedata.normalize("NFC", password)
