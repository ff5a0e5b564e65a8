"""`onetwenty serve` as a process of its own, on a free port and a folder of the test's."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from services.access.signing_keys import known_signing_key
from services.access.tokens import TokenWish, sign_token
from shared.adapters.system_clock import SystemClock
from shared.kernel.scope import Role

COMMAND = str(Path(sys.executable).with_name("onetwenty"))
START_SECONDS = 60
UNBOUNDED = {"ONETWENTY_COMMANDS_PER_SECOND": "0", "ONETWENTY_EXPORTS_PER_SECOND": "0"}
"""A test's one account sends what a whole ward does."""


class ServeProcess:
    """A `serve` with these arguments; `await_ready` must be called before anything else is asked."""

    def __init__(
        self,
        log: Path,
        *arguments: str,
        environment: dict[str, str] | None = None,
        program: Sequence[str] = (COMMAND,),
    ) -> None:
        self.log = log
        self._log_file = self.log.open("ab")
        self._process = subprocess.Popen(
            [*program, "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=self._log_file,
            env={**os.environ, **UNBOUNDED, **(environment or {})},  # noqa: TID251 handed on to the process under test
            text=True,
        )
        self.said: list[str] = []
        self.url = ""
        # Whatever it prints later must not fill the pipe.
        self._drain = Thread(target=self._read_on, daemon=True)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        self._finish()

    def send(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end and return its exit code."""
        self._process.send_signal(number)
        return self._finish()

    def ended(self) -> int:
        """Wait until it ends by itself, before or after it answered, and return its exit code."""
        return self._finish()

    def await_ready(self) -> None:
        """Wait until it answers, at `url` then."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n"))
            if line.startswith("ready "):
                self.url = line.split()[1]
                self._drain.start()
                return
        self._process.wait(timeout=10)
        self._process.stdout.close()
        self._log_file.close()
        raise AssertionError(f"serve ended with {self._process.returncode}:\n{self.log.read_text()[-4000:]}")

    def _finish(self) -> int:
        code = self._process.wait(timeout=30)
        if self._drain.is_alive():
            self._drain.join(timeout=10)
        if self._process.stdout:
            self._process.stdout.close()
        self._log_file.close()
        return code

    def _read_on(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n"))


class Serving(ServeProcess):
    """A running `serve` of everything. Its log goes to a file in the folder above the data."""

    def __init__(self, data: Path, *options: str, environment: dict[str, str] | None = None) -> None:
        super().__init__(data.with_suffix(".log"), "--data", str(data), *options, environment=environment)
        self.data = data
        self.environment = environment or {}
        self.await_ready()

    def logs(self) -> list[Path]:
        """The file that it logs to."""
        return [self.log]


@contextmanager
def serving(data: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Serving]:
    """A `serve` that is stopped at the end, whatever happens."""
    running = Serving(data, *options, environment=environment)
    try:
        yield running
    finally:
        if running.runs:
            running.stop()


def onetwenty(
    *arguments: str, check: bool = True, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    result = subprocess.run(
        [COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **(environment or {})},  # noqa: TID251 handed on to the process under test
    )
    if check:
        assert result.returncode == 0, result.stderr
    return result


def token(data: Path, role: str, ward: str | None = None, volunteer: str | None = None) -> str:
    """A bearer token like those that `onetwenty token` prints, without a process for each."""
    wish = TokenWish(role=Role(role), ward=ward, volunteer_id=volunteer)
    return sign_token(known_signing_key(data), SystemClock(), wish)
