"""`onetwenty rebuild` beside a running serve: equal, tampered with, switched, and as of another time."""

import json
import os
import pty
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from services.cli.program import app
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import rfc3339
from tests.journeys.asking import Caller, until
from tests.journeys.damage import DESK, WARD, post_household
from tests.journeys.serving import COMMAND, Serving, onetwenty, serving, token
from tests.services.running_system import visit_of

VIEW_SETS = ["assignment", "reporting", "visits", "visits.roster"]
CLOCK = SystemClock()


class Small:
    """A running system with three households, one of them met."""

    def __init__(self, running: Serving) -> None:
        self.url, self.data = running.url, running.data
        self.begun_at = rfc3339(CLOCK.now())
        self.bearer = token(self.data, DESK, WARD)
        self.province = Caller(self.url, token(self.data, "province"))
        households = [post_household(self.url, self.bearer, str(number)).json()["id"] for number in range(3)]
        met = self.post("visits/v1/visits", visit_of(households[0]))
        assert met.status_code == 201, met.text
        until(lambda: self.counts() == (3, 1), "the figures")

    def post(self, path: str, body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.bearer}"}
        return httpx.post(f"{self.url}/api/{path}", json=body, headers=headers, timeout=30)

    def counts(self) -> tuple[int, int]:
        found = self.province.get("reporting/v1/province")
        return found["households"]["registered"], found["visits"]["total"]

    def rebuild(self, *options: str) -> subprocess.CompletedProcess[str]:
        return onetwenty("rebuild", "--data", str(self.data), *options, check=False)

    def tamper(self, service: str, name: str, old: bytes, new: bytes) -> None:
        """Change a document behind the system's back."""
        with closing(sqlite3.connect(self.data / f"{service}.views.db")) as connection:
            (body,) = connection.execute(
                "SELECT body FROM documents WHERE name = ? ORDER BY generation DESC", (name,)
            ).fetchone()
            assert old in body
            connection.execute("UPDATE documents SET body = ? WHERE name = ?", (body.replace(old, new), name))
            connection.commit()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    with serving(tmp_path_factory.mktemp("rebuild") / "data") as running:
        system = Small(running)
        yield system
        system.province.close()


def test_what_is_sound_is_equal_and_prints_no_bar_into_a_pipe(small: Small) -> None:
    result = small.rebuild()
    assert (result.returncode, result.stderr) == (0, "")
    rows = [line.split() for line in result.stdout.splitlines()[1:]]
    assert sorted(row[0] for row in rows) == VIEW_SETS
    assert all((row[1], row[-1]) == (WARD, "equal") for row in rows)


def test_a_bar_is_drawn_on_a_terminal(small: Small) -> None:
    above, below = pty.openpty()
    result = subprocess.run(
        [COMMAND, "rebuild", "--data", str(small.data)], stdout=subprocess.PIPE, stderr=below, check=True, timeout=60
    )
    os.close(below)
    drawn = os.read(above, 65536).decode()
    os.close(above)
    assert "wards rebuilt" in drawn
    assert b"wards rebuilt" not in result.stdout


def test_json_holds_the_digests_of_both(small: Small) -> None:
    result = small.rebuild("--ward", WARD, "--json")
    rows = json.loads(result.stdout)
    assert sorted(row["service"] for row in rows) == VIEW_SETS
    for row in rows:
        assert row["digest_live"] == row["digest_rebuilt"]
        assert len(row["digest_live"]) == 64
        assert (row["ward"], row["difference_count"], row["switched"]) == (WARD, 0, False)


def test_a_document_that_was_tampered_with_is_named_and_mended(small: Small) -> None:
    small.tamper("reporting", f"figures/{WARD}", b'"registered":3', b'"registered":9')
    small.tamper("assignment", "village/tà-lang", b"Lang", b"Lung")
    found = small.rebuild()
    assert found.returncode == 1
    assert f"reporting {WARD}: figures/{WARD} changed" in found.stdout
    assert f"assignment {WARD}: village/tà-lang changed" in found.stdout
    mended = small.rebuild("--switch")
    assert mended.returncode == 1
    assert mended.stdout.count("1 differ, switched") == 2
    assert small.rebuild().returncode == 0
    assert post_household(small.url, small.bearer, "after").status_code == 201
    until(lambda: small.counts() == (4, 1), "the figures of the new generation")
    villages = Caller(small.url, small.bearer)
    assert [one["name"] for one in villages.get(f"assignment/v1/wards/{WARD}/villages")["items"]] == ["Tà Lang"]
    villages.close()
    assert small.rebuild().returncode == 0


def test_a_bar_is_drawn_for_figures_of_then(small: Small) -> None:
    above, below = pty.openpty()
    subprocess.run(
        [COMMAND, "rebuild", "--data", str(small.data), "--as-of", rfc3339(CLOCK.now())],
        stdout=subprocess.PIPE,
        stderr=below,
        check=True,
        timeout=60,
    )
    os.close(below)
    drawn = os.read(above, 65536).decode()
    os.close(above)
    assert "wards folded" in drawn


@pytest.mark.parametrize(
    "numbers", ["assignment:2,assignment:3", "assignment:99999", "assignment:1,visits:99999", f"visits:{10**30}"]
)
def test_numbers_that_no_ledger_has_are_wrong_usage(small: Small, numbers: str) -> None:
    options = ["rebuild", "--data", str(small.data), "--ward", WARD, "--as-of", numbers]
    result = CliRunner().invoke(app, options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--as-of" in result.stderr


def as_of(small: Small, *options: str) -> Any:
    result = CliRunner().invoke(app, ["rebuild", "--data", str(small.data), "--as-of", *options])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_figures_as_of_a_time(small: Small) -> None:
    now = small.province.get("reporting/v1/province")
    found = as_of(small, rfc3339(CLOCK.now()))
    assert {name: found[name] for name in now if name != "as_of"} == {
        name: value for name, value in now.items() if name != "as_of"
    }
    before = as_of(small, small.begun_at, "--ward", WARD)
    assert (before["households"]["registered"], before["visits"]["total"]) == (0, 0)


@pytest.mark.parametrize(
    ("numbers", "registered", "visits"),
    [("assignment:0,visits:0", 0, 0), ("assignment:2", 1, 0), ("assignment:3,visits:1", 2, 1), ("visits:1", 0, 1)],
)
def test_figures_as_of_numbers_of_both_ledgers(small: Small, numbers: str, registered: int, visits: int) -> None:
    found = as_of(small, numbers, "--ward", WARD)
    assert (found["households"]["registered"], found["visits"]["total"]) == (registered, visits)
