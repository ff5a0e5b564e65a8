"""Faults at a chosen call: a process that dies there, or a store that is away once."""

import inspect
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeVar, cast

Port = TypeVar("Port")


class Crash(Exception):
    """The process is gone: nothing it would have done next is done."""


class StopsAtCall:
    """Counts the calls of every port it is put around; the `number`-th fails, before or after it took effect.

    With a `failure` only that call fails, as when an engine is away for a moment. Without one the process has crashed,
    and every later call fails too. With `methods`, calls of others are neither counted nor harmed.
    """

    def __init__(
        self,
        number: int,
        *,
        after: bool = False,
        failure: Exception | None = None,
        methods: Collection[str] = (),
    ) -> None:
        self.methods = methods
        self._number = number
        self._after = after
        self._failure = failure
        self.calls = 0

    @property
    def reached(self) -> bool:
        """Whether there were enough calls for it to happen."""
        return self.calls >= self._number

    def around(self, port: Port) -> Port:
        """The port with this fault in it."""
        return cast(Port, _Guarded(port, self))

    async def call(self, method: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
        """One call, counted."""
        self.calls += 1
        if self.calls != self._number:
            if self.calls > self._number and self._failure is None:
                raise Crash
            return await method(*args, **kwargs)
        if self._after:
            await method(*args, **kwargs)
        raise self._failure or Crash


class _Guarded:
    def __init__(self, port: object, fault: StopsAtCall) -> None:
        self._port = port
        self._fault = fault

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._port, name)
        methods = self._fault.methods
        if not inspect.iscoroutinefunction(attribute) or (methods and name not in methods):
            return attribute

        async def guarded(*args: Any, **kwargs: Any) -> Any:
            return await self._fault.call(attribute, *args, **kwargs)

        return guarded
