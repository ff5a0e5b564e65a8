"""What `serve` will not start with: it says what is wrong and how to mend it, and ends with 1."""

import os
import resource
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.asking import Caller, until
from tests.journeys.damage import copy_of, served_folder, small_disk
from tests.journeys.serving import COMMAND, serving, token

PATIENCE = 60
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return served_folder(tmp_path_factory.mktemp("served") / "data")


Ended = subprocess.CompletedProcess[str]


def serve(data: Path, *options: str, most_bytes: int | None = None, **variables: str) -> Ended:
    """Run `serve` to its end; `most_bytes` is how long a file may become."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))

    return subprocess.run(
        [COMMAND, "serve", "--data", str(data), "--port", "0", *options],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, **variables},  # noqa: TID251 handed on to the process under test
        preexec_fn=limit,
    )


def assert_refused(result: Ended, what: str, remedy: str) -> None:
    """Two lines on standard error, nothing of the inside, exit code 1."""
    assert result.returncode == 1, result.stderr
    assert result.stdout == ""
    first, second = result.stderr.strip().splitlines()
    assert what in first
    assert remedy in second


def overwrite(name: str, at: int, count: int) -> Damage:
    def damage(data: Path) -> None:
        with (data / name).open("r+b") as file:
            file.seek(at)
            file.write(b"\xa5" * count)

    return damage


def newer_schema(data: Path) -> None:
    connection = sqlite3.connect(data / "visits.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def in_the_way(name: str) -> Damage:
    """A folder where a file should be."""

    def damage(data: Path) -> None:
        (data / name).unlink()
        (data / name).mkdir()

    return damage


def written(name: str, content: bytes) -> Damage:
    return lambda data: (data / name).write_bytes(content)


DAMAGES: dict[str, tuple[Damage, str, str]] = {
    "damaged": (overwrite("assignment.db", 100, 3996), "assignment.db is damaged", "onetwenty restore"),
    "cut short": (
        lambda data: os.truncate(data / "visits.db", 5000),
        "visits.db is damaged (5000 bytes",
        "restore the latest backup",
    ),
    "damaged views": (overwrite("reporting.views.db", 100, 3996), "reporting.views.db is damaged", "remove reporting"),
    "no database": (written("assignment.db", b"spam" * 100), "assignment.db is not a database", "Move it away"),
    "another's database": (
        lambda data: shutil.copy(data / "visits.vault.db", data / "visits.db"),
        "visits.db is not a service file",
        "--data",
    ),
    "lost": (lambda data: (data / "assignment.db").unlink(), "assignment.db is missing, though", "onetwenty restore"),
    "emptied": (written("visits.db", b""), "visits.db is empty, though", "onetwenty restore"),
    "lost vault": (lambda data: (data / "visits.vault.db").unlink(), "visits.vault.db is missing", "onetwenty restore"),
    "newer schema": (newer_schema, "schema 99", "Install that version again"),
    "key open to others": (lambda data: (data / "keys/master.key").chmod(0o644), "mode 0644", "chmod 600"),
    "key cut short": (written("keys/master.key", b"short"), "holds 5 bytes where a key has 32", "own key file back"),
    "another key": (written("keys/master.key", b"k" * 32), "master.key", "key"),
    "no key": (
        lambda data: (data / "keys/master.key").unlink(),
        "is missing, and assignment.vault.db",
        "key file back",
    ),
    "unreadable key": (in_the_way("keys/master.key"), "cannot be read (Is a directory)", "own key file back"),
    "open signing key": (lambda data: (data / "keys/signing.pem").chmod(0o640), "mode 0640", "chmod 600"),
    "no signing key": (written("keys/signing.pem", b"spam"), "signing.pem is no key", "everyone signs in again"),
    "no list": (lambda data: Path(f"{data}.erasures.jsonl").write_text("spam\n"), "no list of erasures", "list back"),
    "another's list": (
        lambda data: Path(f"{data}.erasures.jsonl").write_text('{"installation":"another"}\n'),
        "from another installation",
        "own list",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_file_that_cannot_be_trusted_is_named(served: Path, tmp_path: Path, name: str) -> None:
    damage, what, remedy = DAMAGES[name]
    data = copy_of(served, tmp_path / "data")
    damage(data)
    before = {path: path.read_bytes() for path in data.rglob("*.db") if path.is_file()}
    assert_refused(serve(data), what, remedy)
    assert {path: path.read_bytes() for path in before} == before


def test_damaged_views_are_made_anew_as_the_remedy_says(served: Path, tmp_path: Path) -> None:
    data = copy_of(served, tmp_path / "data")
    for path in data.glob("*.views.db*"):
        path.unlink()
    with serving(data) as running:
        province = Caller(running.url, token(data, "province"))
        until(lambda: province.get("reporting/v1/province")["households"]["registered"] == 1, "the figures")
        province.close()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert_refused(serve(tmp_path / "data", "--port", port), f"port {port} on 127.0.0.1", "--port")


@pytest.mark.parametrize("host", ["999.1.1.1", "no.such.host.invalid", "a..b", "192.0.2.1", "::g"])
def test_a_host_that_is_not_this_machine_is_named(tmp_path: Path, host: str) -> None:
    assert_refused(serve(tmp_path / "data", "--host", host), host, "Give --host an address of this machine")
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    assert_refused(serve(tmp_path / "data"), "data cannot be written (File exists)", "choose another")
    assert_refused(serve(tmp_path / "data" / "below"), "cannot be written (Not a directory)", "choose another")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", kilobytes=64) as disk:
        result = serve(disk.folder / "data", most_bytes=None if disk.is_mounted else 16_384)
    if disk.is_mounted:
        assert_refused(result, "data lies on a full disk (64 KiB left)", "Make room there")
    else:
        assert_refused(result, ".db cannot be used: ", "free space")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("ONETWENTY_LOG_LEVEL", "LOUD", "Mend the variable"),
        ("ONETWENTY_BODY_LIMIT", "5", "Mend the variable"),
        ("ONETWENTY_REPORTING_MONTH_START", "31", "Mend the variable"),
        ("ONETWENTY_LOGLEVEL", "INFO", "Did you mean ONETWENTY_LOG_LEVEL?"),
    ],
)
def test_a_variable_that_cannot_be_meant_is_named(tmp_path: Path, name: str, value: str, remedy: str) -> None:
    assert_refused(serve(tmp_path / "data", most_bytes=None, **{name: value}), name, remedy)
    assert not (tmp_path / "data").exists()


def test_tls_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("spam")
    tls = ("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key")
    assert_refused(serve(tmp_path / "data", *tls, str(tmp_path / "none.pem")), "none.pem cannot be used", "in PEM")
    assert_refused(serve(tmp_path / "data", *tls, str(tmp_path / "cert.pem")), "cannot be used for TLS", "in PEM")
