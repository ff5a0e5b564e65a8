"""A server's process that cannot outlive the tests: its guard ends it when whoever started it is gone, however."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path


class GuardedProcess:
    """A command under a guard. The guard waits at a pipe that closes with this process, even when that is killed."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        with log.open("ab") as out:
            self._guard = subprocess.Popen(
                [sys.executable, __file__, *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=out,
                start_new_session=True,
            )
        assert self._guard.stdout is not None
        self.pid = int(self._guard.stdout.readline())
        """Of the command itself."""

    @property
    def running(self) -> bool:
        return self._guard.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the command, if it still runs."""
        if self.running:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the command at once, and wait for it."""
        assert self._guard.stdin is not None
        assert self._guard.stdout is not None
        self._guard.stdin.close()
        self._guard.wait()
        self._guard.stdout.close()

    def wait(self) -> None:
        """Wait until the command has ended by itself."""
        self._guard.wait()
        self.kill()


def _guard(command: Sequence[str]) -> int:
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr)
    print(child.pid, flush=True)

    def end_with_the_pipe() -> None:
        sys.stdin.buffer.read()
        child.kill()

    threading.Thread(target=end_with_the_pipe, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    raise SystemExit(_guard(sys.argv[1:]))
