"""Artifacts of Maven repositories with all that they need, fetched once and kept by version."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.engines.environment import cache_folder
from tests.engines.without import EngineMissing

_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_SECONDS = 600
_missing: dict[Path, EngineMissing] = {}
"""What could not be fetched in this run: hundreds of tests would each try it again."""


def fetched(*artifacts: str) -> Path:
    """A folder with the jars of `group:name:version` and of everything they need at run time; `java -cp 'FOLDER/*'`.

    Raises EngineMissing when they are not in the cache and cannot be fetched.
    """
    folder = cache_folder() / "+".join(artifact.split(":", 1)[1].replace(":", "-") for artifact in artifacts)
    if folder in _missing:
        raise _missing[folder]
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as place:
                _keep(_fetch(artifacts, Path(place)), folder)
        except EngineMissing as missing:
            _missing[folder] = missing
            raise
    return folder


def java() -> str:
    """The `java` of this machine."""
    return _program("java", "a Java runtime, version 17 or later")


def _fetch(artifacts: Sequence[str], place: Path) -> Path:
    jars = place / "jars"
    (place / "pom.xml").write_text(_pom(artifacts))
    command = [_program("mvn", "Apache Maven"), "-B", "-q", "-f", str(place / "pom.xml"), _COPY]
    command += [f"-DoutputDirectory={jars}", "-DincludeScope=runtime"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise EngineMissing(f"Maven did not fetch {', '.join(artifacts)} within {_SECONDS} s") from None
    if done.returncode != 0:
        said = " | ".join(line for line in done.stdout.splitlines() if line.startswith("[ERROR]"))
        raise EngineMissing(f"Maven could not fetch {', '.join(artifacts)} (is there a network?): {said[:600]}")
    return jars


def _keep(jars: Path, folder: Path) -> None:
    """Another run may have been faster; its folder is as good."""
    try:
        jars.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _program(name: str, what: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise EngineMissing(f"`{name}` is not on this machine: install {what}")
    return found


def _pom(artifacts: Sequence[str]) -> str:
    dependencies = "".join(_dependency(*artifact.split(":")) for artifact in artifacts)
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>onetwenty</groupId><artifactId>engine</artifactId><version>1</version>"
        f"<dependencies>{dependencies}</dependencies></project>"
    )


def _dependency(group: str, name: str, version: str) -> str:
    parts = {"groupId": group, "artifactId": name, "version": version}
    return "<dependency>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts.items()) + "</dependency>"
