"""A copy of a folder in use, and a new folder made from it: figures as they were, and nobody back who was erased."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.system_clock import SystemClock
from tests.journeys.asking import Caller, until
from tests.journeys.damage import DESK, WARD, household
from tests.journeys.serving import Serving, onetwenty, serving, token
from tests.services.running_system import soon, visit_of

CLOCK = SystemClock()
HOUSEHOLDS = f"assignment/v1/wards/{WARD}/households"


class Desk:
    """A coordinator at a running system, and the province's figures."""

    def __init__(self, running: Serving) -> None:
        self._desk = Caller(running.url, token(running.data, DESK, WARD))
        self._province = Caller(running.url, token(running.data, "province"))

    def send(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._desk.send(method, path, body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        return self._desk.get(path, **query)

    def met_household(self, name: str) -> str:
        """A household with a visit, an open case and a follow-up."""
        made: str = self.send("POST", HOUSEHOLDS, household(name))["id"]
        line = {"case_id": CLOCK.new_id(), "procedure": "sim-registration", "step": "submitted", "mode": "assisted"}
        due = {"id": CLOCK.new_id(), "due": soon(), "what": "Lấy kết quả"}
        self.send("POST", "visits/v1/visits", visit_of(made) | {"procedures": [line], "follow_ups": [due]})
        return made

    def figures(self, ready: tuple[int, int]) -> dict[str, Any]:
        """The ward's figures, without as of when, once that many households are registered and visits counted."""
        until(lambda: self._counts() == ready, f"{ready} households and visits")
        found: dict[str, Any] = self._province.get(f"reporting/v1/wards/{WARD}")
        return {name: value for name, value in found.items() if name != "as_of"}

    def _counts(self) -> tuple[int, int]:
        found = self._province.get(f"reporting/v1/wards/{WARD}")
        waiting = found["as_of"]["assignment"]["waiting"] + found["as_of"]["visits"]["waiting"]
        return (found["households"]["registered"], found["visits"]["total"]) if not waiting else (-1, -1)

    def close(self) -> None:
        self._desk.close()
        self._province.close()


@contextmanager
def desk_at(data: Path) -> Iterator[Desk]:
    with serving(data) as running, closing(Desk(running)) as desk:
        yield desk


class Backup:
    """A folder that was copied while it served, and in which a household was erased afterwards."""

    def __init__(self, folder: Path) -> None:
        self.data, self.file = folder / "data", folder / "copy"
        self.list_now, self.list_then = folder / "data.erasures.jsonl", folder / "then.jsonl"
        with desk_at(self.data) as desk:
            self.households = [desk.met_household(name) for name in ("a", "b", "c")]
            self.figures_then = desk.figures((3, 3))
            self.printed = onetwenty("backup", str(self.file), "--data", str(self.data)).stdout
            shutil.copy(self.list_now, self.list_then)
            desk.send("POST", f"{HOUSEHOLDS}/{self.households[0]}/erasure")
            self.figures_now = desk.figures((2, 3))
            until(lambda: self.households[0] in self.list_now.read_text(), "the erasure on the list")

    def restore(self, data: Path, erasures: Path) -> str:
        options = ["--data", str(data), "--erasures", str(erasures)]
        return onetwenty("restore", str(self.file), *options).stdout


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Backup:
    return Backup(tmp_path_factory.mktemp("backup"))


def test_a_backup_has_two_files_of_its_owner_alone(backup: Backup) -> None:
    files = [backup.file, backup.file.with_name("copy.keys")]
    assert backup.printed.split() == [str(file) for file in files]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    assert onetwenty("backup", str(backup.file), "--data", str(backup.data), check=False).returncode == 1


def test_a_restored_folder_has_the_figures_of_its_backup(backup: Backup, tmp_path: Path) -> None:
    backup.restore(tmp_path / "restored", backup.list_then)
    with desk_at(tmp_path / "restored") as desk:
        assert desk.figures((3, 3)) == backup.figures_then
        names = [one["head_name"] for one in desk.get(HOUSEHOLDS)["items"]]
        assert sorted(names) == ["B (mẫu) a", "B (mẫu) b", "B (mẫu) c"]
        desk.met_household("d")
        assert desk.figures((4, 4))["people_helped"] == 4
    assert onetwenty("rebuild", "--data", str(tmp_path / "restored")).returncode == 0
    assert onetwenty("doctor", "--data", str(tmp_path / "restored")).returncode == 0


def test_who_was_erased_after_the_backup_stays_erased(backup: Backup, tmp_path: Path) -> None:
    said = backup.restore(tmp_path / "restored", backup.list_now)
    assert "1 erasures applied again" in said
    with desk_at(tmp_path / "restored") as desk:
        assert desk.figures((2, 3)) == backup.figures_now
        (gone,) = desk.get(HOUSEHOLDS, state="erased")["items"]
        assert (gone["id"], gone["head_name"], gone["address"]) == (backup.households[0], "erased", "erased")
        assert sorted(one["id"] for one in desk.get(HOUSEHOLDS)["items"]) == sorted(backup.households[1:])
    assert onetwenty("rebuild", "--data", str(tmp_path / "restored")).returncode == 0
    listed = [json.loads(line) for line in (tmp_path / "restored.erasures.jsonl").read_text().splitlines()[1:]]
    assert [one["subject"] for one in listed] == [f"{WARD}/household/{backup.households[0]}"]


def test_phones_learn_of_a_new_era(backup: Backup, tmp_path: Path) -> None:
    backup.restore(tmp_path / "restored", backup.list_then)
    empty = {"sent_at": CLOCK.now().isoformat(), "commands": []}
    eras = []
    for data in (backup.data, tmp_path / "restored"):
        with desk_at(data) as desk:
            eras.append(desk.send("POST", "visits/v1/commands", empty)["era"])
    assert eras[0] < eras[1]


REFUSED = {
    "a missing list": (["--erasures", "nowhere.jsonl"], "say with --erasures where it is"),
    "a missing backup": (["--erasures", "{now}"], "FILE and FILE.keys"),
    "a folder in use": (["--erasures", "{now}", "--data", "{data}"], "Restore into a new folder"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_restored_is_told_and_makes_nothing(backup: Backup, tmp_path: Path, name: str) -> None:
    options, remedy = REFUSED[name]
    file = tmp_path / "nowhere" if name == "a missing backup" else backup.file
    given = [one.format(now=backup.list_now, data=backup.data) for one in options]
    result = onetwenty("restore", str(file), "--data", str(tmp_path / "restored"), *given, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert remedy in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "restored").exists()
