"""The look for known weaknesses never passes in silence: what was not looked up is not taken for sound."""

import json

import pytest

from docs.security.audit import exit_code, python_verdict, told, web_verdict

SOUND = {"name": "preact", "version": "11.2.0", "vulns": []}
WEAK = {"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "PYSEC-2014-8"}]}
SKIPPED = {
    "name": "aiokafka",
    "skip_reason": "Dependency not found on PyPI and could not be audited: aiokafka (0.14.0)",
}
NPM = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"dependencies": {"total": 540}}}
HOLE = {**NPM, "vulnerabilities": {"rollup": {"severity": "high"}}}


def report(*packages: object) -> str:
    return json.dumps({"dependencies": packages})


@pytest.mark.parametrize(
    ("python", "web", "code"),
    [
        (report(SOUND), json.dumps(NPM), 0),
        (report(SOUND, WEAK), json.dumps(NPM), 1),
        (report(SOUND), json.dumps(HOLE), 1),
        (report(SOUND, SKIPPED), json.dumps(NPM), 2),
        (report(), json.dumps(NPM), 2),
        ("", json.dumps(NPM), 2),
        (report(SOUND), json.dumps({"message": "405 Method Not Allowed"}), 2),
        (report(SOUND), "", 2),
        (report(WEAK), "", 1),
    ],
)
def test_only_what_was_looked_up_and_is_sound_passes(python: str, web: str, code: int) -> None:
    verdicts = (python_verdict(python), web_verdict(web))
    assert exit_code(verdicts) == code
    said = "\n".join(line for verdict in verdicts for line in told(verdict))
    assert ("NOT AUDITED" in said) == any(verdict.unknown for verdict in verdicts)
    assert ("WEAK" in said) == (code == 1)
