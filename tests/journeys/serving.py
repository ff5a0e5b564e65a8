"""`onetwenty serve` as a process of its own, on a free port and a folder of the test's."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from services.access.signing_keys import known_signing_key
from services.access.tokens import TokenWish, sign_token
from shared.adapters.system_clock import SystemClock
from shared.kernel.scope import Role

COMMAND = str(Path(sys.executable).with_name("onetwenty"))
START_SECONDS = 60


class Serving:
    """A running `serve`. Its log goes to a file in the folder above the data."""

    def __init__(self, data: Path, *options: str, environment: dict[str, str] | None = None) -> None:
        self.data = data
        self.log = data.with_suffix(".log")
        self._log_file = self.log.open("ab")
        self._process = subprocess.Popen(
            [COMMAND, "serve", "--data", str(data), "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=self._log_file,
            env={**os.environ, **(environment or {})},  # noqa: TID251 handed on to the process under test
            text=True,
        )
        self.said: list[str] = []
        self.url = self._await_ready()
        # Whatever it prints later must not fill the pipe.
        self._drain = Thread(target=self._read_on, daemon=True)
        self._drain.start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        self._finish()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end and return its exit code."""
        self._process.send_signal(number)
        return self._finish()

    def _finish(self) -> int:
        code = self._process.wait(timeout=30)
        self._drain.join(timeout=10)
        if self._process.stdout:
            self._process.stdout.close()
        self._log_file.close()
        return code

    def _await_ready(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n"))
            if line.startswith("ready "):
                return line.split()[1]
        self._process.wait(timeout=10)
        self._process.stdout.close()
        self._log_file.close()
        raise AssertionError(f"serve ended with {self._process.returncode}:\n{self.log.read_text()[-4000:]}")

    def _read_on(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n"))


@contextmanager
def serving(data: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Serving]:
    """A `serve` that is stopped at the end, whatever happens."""
    running = Serving(data, *options, environment=environment)
    try:
        yield running
    finally:
        if running._process.poll() is None:
            running.stop()


def onetwenty(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    result = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=120, check=False)
    if check:
        assert result.returncode == 0, result.stderr
    return result


def token(data: Path, role: str, ward: str | None = None, volunteer: str | None = None) -> str:
    """A bearer token like those that `onetwenty token` prints, without a process for each."""
    wish = TokenWish(role=Role(role), ward=ward, volunteer_id=volunteer)
    return sign_token(known_signing_key(data), SystemClock(), wish)
