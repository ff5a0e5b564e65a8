"""`onetwenty demo` against a running system: once into an empty one, never on top of another."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.demo import hai_van
from tests.journeys.asking import Caller, caught_up, until
from tests.journeys.damage import DESK, WARD, post_household
from tests.journeys.serving import Serving, onetwenty, serving, token


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("demo") / "data") as process:
        yield process


def recorded(admin: Caller, source: str) -> int:
    """Events of a source, numbered or not."""
    return sum(head["number"] + head["pending"] for head in admin.get(f"{source}/v1/ledger")["items"])


def test_it_fills_an_empty_system_and_sent_again_changes_nothing(running: Serving) -> None:
    first = onetwenty("demo", "--data", str(running.data), "--url", running.url)
    count, *rest = first.stdout.split()
    assert (int(count) > 1000, rest, first.stderr) == (True, ["commands", "accepted"], "")
    with (
        closing(Caller(running.url, token(running.data, "province"))) as province,
        closing(Caller(running.url, token(running.data, "admin"))) as admin,
    ):
        events = {source: recorded(admin, source) for source in ("assignment", "visits")}
        until(lambda: caught_up(province, events), "the figures of all that was accepted")
        ward = province.get(f"reporting/v1/wards/{hai_van.WARD}")
        assert ward["people_helped"] == hai_van.PEOPLE_SUPPORTED
        before = province.get("reporting/v1/province")
        again = onetwenty("demo", "--data", str(running.data), "--url", running.url)
        assert again.stdout == f"{count} commands accepted, {count} of them known before\n"
        assert {**province.get("reporting/v1/province"), "as_of": {}} == {**before, "as_of": {}}


def test_it_is_refused_where_other_data_is(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as filled:
        assert post_household(filled.url, token(filled.data, DESK, WARD)).status_code == 201
        result = onetwenty("demo", "--data", str(filled.data), "--url", filled.url, check=False)
        assert (result.returncode, result.stdout) == (1, "")
        assert f"ward {WARD} holds other data already." in result.stderr
        assert "The demo goes into an empty system only: choose a new data folder." in result.stderr
        with closing(Caller(filled.url, token(filled.data, "province"))) as province:
            assert province.get("reporting/v1/province")["households"]["registered"] <= 1


def test_a_folder_in_use_is_filled_through_its_address_only(running: Serving) -> None:
    result = onetwenty("demo", "--data", str(running.data), check=False)
    assert result.returncode == 1
    assert "is in use by process" in result.stderr


def test_the_key_of_another_folder_is_told_so(running: Serving, tmp_path: Path) -> None:
    with serving(tmp_path / "other"):
        pass
    result = onetwenty("demo", "--data", str(tmp_path / "other"), "--url", running.url, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert "name its folder with --data" in result.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://"])
def test_an_address_that_does_not_answer_is_named(running: Serving, url: str) -> None:
    result = onetwenty("demo", "--data", str(running.data), "--url", url, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert f"{url} does not answer" in result.stderr
    assert "check the address" in result.stderr
