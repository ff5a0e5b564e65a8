"""deploy/compose/secrets.sh, run for a folder of the test's."""

import subprocess
from pathlib import Path

from tests.deploy.composed import ROOT

SCRIPT = ROOT / "deploy" / "compose" / "secrets.sh"


def make_secrets(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it; the files stay with whoever runs the tests."""
    command = [str(SCRIPT), "--keep-owner", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def secrets_in(folder: Path) -> dict[str, bytes]:
    """Every file by its name in the folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
