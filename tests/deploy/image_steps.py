"""The Dockerfile's own steps, carried out in folders: what it copies, what it installs, as whom it runs."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.deploy.composed import ROOT
from tests.engines.packages import uv

DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
USER = "10001"
_SECONDS = 600


def copied() -> list[str]:
    """What the build stage copies from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    return [name for line in lines for name in line.split()[:-1]]


def install_steps() -> list[list[str]]:
    """The commands of uv, in order."""
    return [step.split() for step in re.findall(r"^RUN (uv sync .+)$", DOCKERFILE, re.MULTILINE)]


def health_check() -> list[str]:
    """What asks a running container for its health."""
    found = re.search(r"^HEALTHCHECK .*?CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    assert found is not None
    command: list[str] = json.loads(found.group(1))
    return command


def build(place: Path) -> Path:
    """Copy and install as the build stage does; the installed environment, which nobody may write to."""
    source, environment = place / "src", place / "opt"
    source.mkdir()
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    inherited = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}  # noqa: TID251 for uv
    told = {"UV_PROJECT_ENVIRONMENT": str(environment), "UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never"}
    for step in install_steps():
        command = [uv(), *step[1:]]
        done = subprocess.run(
            command, cwd=source, env=inherited | told, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        assert done.returncode == 0, done.stderr
    shutil.rmtree(source)
    subprocess.run(["chmod", "-R", "a-w,a+rX", environment], check=True, timeout=60)
    return environment


def as_image_user(command: list[str]) -> list[str]:
    """The command as the image's user, who may read this machine's Python wherever it lies. Without root, as is."""
    if os.geteuid() != 0:
        return command
    reading = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs", *reading, *command]
