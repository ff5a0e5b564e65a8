"""The compose file, read by the compose program."""

import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SERVICES = ("access", "assignment", "reporting", "visits")
ENGINES = ("kafka", "mongo")
ONCE = ("mongo-prepared", "topics", "token")
OBSERVERS = ("grafana", "prometheus", "traces")


def compose_run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the compose program on the file, with none of this machine's own settings."""
    command = [str(program), "--project-directory", str(ROOT), "--env-file", "/dev/null", "--profile", "observability"]
    bare = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, timeout=60, check=False, env=bare, cwd=ROOT
    )


def composed(program: Path) -> dict[str, Any]:
    """The whole model: defaults filled in, anchors and short forms written out."""
    result = compose_run(program, "config", "--format", "json")
    assert result.returncode == 0, result.stderr
    model: dict[str, Any] = json.loads(result.stdout)
    return model
