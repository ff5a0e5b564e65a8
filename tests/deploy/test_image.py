"""The image, as far as a machine without docker goes: its steps, in a clean folder, as a user who may write nothing."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.composed import ROOT
from tests.deploy.image_steps import DOCKERFILE, as_image_user, build, copied, health_check

pytestmark = pytest.mark.timeout(900)
BARE = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "PATH": "/usr/bin:/bin"}


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that every user may enter, unlike the tests' own."""
    folder = Path(tempfile.mkdtemp(prefix="onetwenty-image-"))
    folder.chmod(0o755)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def image(place: Path) -> Path:
    """The installed environment."""
    return build(place)


def files(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_the_command_works_from_a_clean_install(image: Path) -> None:
    command = as_image_user([str(image / "bin/onetwenty"), "--help"])
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=BARE, cwd="/")
    assert said.returncode == 0, said.stderr
    assert "onetwenty serve --demo" in said.stdout


def test_it_brings_what_it_needs_and_no_tools(image: Path) -> None:
    packages = {path.name for path in image.glob("lib/python*/site-packages/*")}
    assert {"services", "shared", "verifier", "aiokafka", "motor", "pymongo"} <= packages
    assert not {"pytest", "mypy", "ruff", "hypothesis", "tests"} & packages


def test_it_serves_with_everything_read_only_but_its_data(image: Path, place: Path) -> None:
    data = place / "data"
    data.mkdir()
    if os.geteuid() == 0:
        os.chown(data, 10001, 10001)
    before = files(image)
    command = [
        str(image / "bin/onetwenty"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--data",
        str(data / "onetwenty"),
    ]
    with subprocess.Popen(
        as_image_user(command), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=BARE, cwd="/"
    ) as running:
        try:
            assert running.stdout is not None
            ready = running.stdout.readline()
            port = re.fullmatch(r"ready http://127\.0\.0\.1:(\d+)\n", ready)
            assert port is not None, running.stderr.read() if running.stderr else ready
            assert healthy(image, port.group(1))
        finally:
            running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=30) == 0
    assert files(image) == before
    assert not healthy(image, port.group(1))


def healthy(image: Path, port: str) -> bool:
    """What the image's health check says of that port."""
    python, *arguments = health_check()
    command = [str(image / "bin" / python), *(argument.replace("8120", port) for argument in arguments)]
    return (
        subprocess.run(as_image_user(command), capture_output=True, check=False, timeout=30, env=BARE).returncode == 0
    )


def test_what_is_copied_is_what_docker_is_given() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(copied()) == allowed


def test_the_last_user_is_not_root() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert users[-1] == "10001:10001"


def test_every_stage_is_pinned() -> None:
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-bookworm", stage) for stage in stages)
    assert re.search(r"uv==\d+\.\d+\.\d+", DOCKERFILE)
