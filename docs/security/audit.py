"""`make audit`: look up known weaknesses in what is installed, and say so aloud where they could not be looked up.

    python -m docs.security.audit REQUIREMENTS WEB

REQUIREMENTS are Python's packages with hashes, WEB the folder of the pages' package-lock.json. Exit code 0: all was
looked up and nothing is known; 1: something is known to be weak; 2: nothing is known, but not all could be looked up.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """`looked_up` packages of one kind; `weak` ones with what is known; `unknown`: why others were not looked up."""

    kind: str
    looked_up: int = 0
    weak: Sequence[str] = field(default_factory=tuple)
    unknown: Sequence[str] = field(default_factory=tuple)


def python_verdict(report: str) -> Verdict:
    """What pip-audit's JSON says. It passes over packages that it cannot look up, and calls that a success."""
    try:
        packages: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        return Verdict("Python", unknown=("pip-audit made no report",))
    weak = [f"{one['name']} {one['version']}: {known['id']}" for one in packages for known in one.get("vulns", ())]
    skipped = [one["skip_reason"] for one in packages if "skip_reason" in one]
    nothing = () if packages else ("pip-audit's report is empty",)
    return Verdict("Python", len(packages) - len(skipped), weak, (*skipped, *nothing))


def web_verdict(report: str) -> Verdict:
    """What npm audit's JSON says."""
    try:
        told = json.loads(report)
    except json.JSONDecodeError:
        return Verdict("Web", unknown=("npm audit made no report",))
    if "auditReportVersion" not in told:
        return Verdict("Web", unknown=(str(told.get("message", "npm audit made no report")),))
    weak = [f"{name}: {known['severity']}" for name, known in told["vulnerabilities"].items()]
    return Verdict("Web", told["metadata"]["dependencies"]["total"], weak)


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """As the module's text says."""
    if any(one.weak for one in verdicts):
        return 1
    return 2 if any(one.unknown for one in verdicts) else 0


def told(verdict: Verdict) -> list[str]:
    """The lines for people."""
    lines = [f"{verdict.kind}: {verdict.looked_up} packages looked up, {len(verdict.weak)} known to be weak"]
    lines += [f"  WEAK {one}" for one in verdict.weak]
    if verdict.unknown:
        lines.append(f"  NOT AUDITED: {len(verdict.unknown)} look-ups failed, the first: {verdict.unknown[0]}")
    return lines


def _run(*command: str, folder: Path) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout  # noqa: S603 ours


def _main(requirements: Path, web: Path) -> int:
    whole = ("--requirement", str(requirements), "--disable-pip", "--require-hashes", "--progress-spinner", "off")
    pip = _run("pip-audit", *whole, "--format", "json", folder=requirements.parent)
    npm = _run("npm", "audit", "--json", "--fetch-retries=0", folder=web)
    verdicts = (python_verdict(pip), web_verdict(npm))
    print("\n".join(line for verdict in verdicts for line in told(verdict)))
    return exit_code(verdicts)


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
