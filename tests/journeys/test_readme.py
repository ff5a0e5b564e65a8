"""What the README shows can be typed, and answers what it says."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.asking import Caller, caught_up, until
from tests.journeys.modes import MODES, System, running_in
from tests.journeys.serving import COMMAND, token

README = (Path(__file__).parents[2] / "README.md").read_text()
MAIN_JOB = README.split("## The main job, by hand")[1].split("## The command line")[0]
SHELL = re.findall(r"```sh\n(.*?)```", MAIN_JOB, re.DOTALL)
ANSWERS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", MAIN_JOB, re.DOTALL)]


def typed(running: System, blocks: list[str]) -> list[Any]:
    """Run the lines as a reader would, and give the JSON of each answer."""
    script = "\n".join(["set -eu", *blocks]).replace("curl -s ", "echo; curl -s ")
    for shown, here in (
        ("http://127.0.0.1:8120", running.url),
        (".venv/bin/onetwenty", COMMAND),
        ("./data", str(running.data)),
    ):
        script = script.replace(shown, here)
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=True)
    return [json.loads(line) for line in result.stdout.splitlines() if line.strip()]


def holds(answer: Any, shown: Any) -> bool:
    """Whether everything shown stands in the answer; more may stand there."""
    if isinstance(shown, dict):
        return all(name in answer and holds(answer[name], value) for name, value in shown.items())
    return bool(answer == shown)


@pytest.mark.parametrize("mode", MODES)
def test_the_main_job_answers_as_it_is_shown(tmp_path: Path, mode: str) -> None:
    with running_in(mode, tmp_path) as running:
        *commands, figures = SHELL
        _volunteer, _household, assigned, visited = typed(running, commands)
        assert holds(assigned, ANSWERS[0]), assigned
        assert holds(visited, ANSWERS[1]), visited
        province = Caller(running.url, token(running.data, "province"))
        until(lambda: caught_up(province, {"assignment": 4, "visits": 3}), "the figures")
        province.close()
        (ward,) = typed(running, [commands[0], figures])
        assert holds(ward, ANSWERS[2]), ward
