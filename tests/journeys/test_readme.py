"""What the README shows can be typed, and answers what it says."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.asking import Caller, caught_up, until
from tests.journeys.modes import MODES, System, running_in
from tests.journeys.serving import COMMAND, token

README = (Path(__file__).parents[2] / "README.md").read_text()
MAIN_JOB = README.split("## The main job, by hand")[1].split("## Who gets in")[0]
PEOPLE = README.split("## Who gets in, and who is forgotten")[1].split("## Grow to Kafka")[0]


def shell(text: str) -> list[str]:
    """The lines to type, block by block."""
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


def shown_answers(text: str) -> list[Any]:
    """What is shown as answers."""
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


SHELL, ANSWERS = shell(MAIN_JOB), shown_answers(MAIN_JOB)


def typed(running: System, blocks: list[str], folder: Path | None = None) -> str:
    """Run the lines as a reader would; each call's answer stands on a line of its own."""
    script = re.sub(r"^curl -s ", "echo; curl -s ", "\n".join(["set -eu", *blocks]), flags=re.MULTILINE)
    for shown, here in (
        ("http://127.0.0.1:8120", running.url),
        (".venv/bin/onetwenty", COMMAND),
        ("./data", str(running.data)),
    ):
        script = script.replace(shown, here)
    environment = {**os.environ, **running.environment}  # noqa: TID251 a shell needs its own
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=True
    ).stdout


def answers_to(running: System, blocks: list[str], folder: Path | None = None) -> list[Any]:
    """The JSON of each answer."""
    return [json.loads(line) for line in typed(running, blocks, folder).splitlines() if line.strip()]


def holds(answer: Any, shown: Any) -> bool:
    """Whether everything shown stands in the answer; more may stand there."""
    if isinstance(shown, dict):
        return all(name in answer and holds(answer[name], value) for name, value in shown.items())
    return bool(answer == shown)


@pytest.mark.parametrize("mode", MODES)
def test_the_main_job_answers_as_it_is_shown(tmp_path: Path, mode: str) -> None:
    with running_in(mode, tmp_path) as running:
        *commands, figures = SHELL
        _volunteer, _household, assigned, visited = answers_to(running, commands)
        assert holds(assigned, ANSWERS[0]), assigned
        assert holds(visited, ANSWERS[1]), visited
        province = Caller(running.url, token(running.data, "province"))
        until(lambda: caught_up(province, {"assignment": 4, "visits": 3}), "the figures")
        province.close()
        (ward,) = answers_to(running, [commands[0], figures])
        assert holds(ward, ANSWERS[2]), ward


@pytest.mark.parametrize("mode", MODES)
def test_people_get_in_and_are_forgotten_as_it_is_shown(tmp_path: Path, mode: str) -> None:
    with running_in(mode, tmp_path) as running:
        answers_to(running, SHELL[:3])
        names, first_admin, *commands, evidence = shell(PEOPLE)
        if mode == "distributed":
            first_admin = first_admin.replace(" --data ./data", "")
        made, invited, erased = answers_to(running, [names, first_admin, *commands], tmp_path)
        for answer, shown in zip((made, invited, erased), shown_answers(PEOPLE), strict=True):
            assert holds(answer, shown), answer
        desk = Caller(running.url, token(running.data, "coordinator", "20242"))
        erasure = "assignment/v1/wards/20242/households/5f0c1f0e-7f5e-4a53-8a2b-0b6a3d7e9d02/erasure"
        until(lambda: desk.get(erasure)["state"] == "completed", "the evidence")
        desk.close()
        variables = [line for block in commands for line in block.splitlines() if re.match(r"(desk|household)=", line)]
        stated = json.loads(typed(running, [names, *variables, evidence], tmp_path))
        assert set(stated["confirmed"]) == {"assignment", "visits"}
