"""What a machine goes without is meant, named and counted; what is merely missing fails."""

from pathlib import Path

import pytest

from tests.engines import maven
from tests.engines.without import VARIABLE, EngineMissing, fail_missing, given_up, not_run, skip_without


def report(reason: str) -> pytest.TestReport:
    return pytest.TestReport("t", ("t.py", 1, "t"), {}, "skipped", ("t.py", 1, reason), "call")


def test_what_is_given_up_is_skipped_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "kafka, browser")
    with pytest.raises(pytest.skip.Exception) as skipped:
        skip_without("mongo", "kafka")
    assert not_run([report(f"Skipped: {skipped.value}"), report("Skipped: of another reason")]) == [
        f"kafka: 1 tests were not run ({VARIABLE} names it)"
    ]


def test_what_is_not_given_up_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    skip_without("kafka", "mongo", "browser")
    assert given_up() == frozenset()


def test_a_misspelt_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "kafak")
    with pytest.raises(pytest.UsageError, match="kafak"):
        given_up()


def test_a_missing_engine_fails_and_says_how_to_go_without() -> None:
    with pytest.raises(pytest.fail.Exception, match=f"no Java here.*{VARIABLE}=kafka"):
        fail_missing("kafka", EngineMissing("no Java here"))


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissing, match="`mvn` is not on this machine"):
        maven.fetched("org.example:nothing:1.0")
    with pytest.raises(EngineMissing, match="`java` is not on this machine"):
        maven.java()
    assert list((tmp_path / "onetwenty-engines").iterdir()) == []


def test_what_maven_refuses_is_said_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refusing = tmp_path / "mvn"
    refusing.write_text("#!/bin/sh\necho '[ERROR] Unknown host repository'\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(EngineMissing, match="Unknown host repository"):
        maven.fetched("org.example:nothing:1.0")
    assert list((tmp_path / "onetwenty-engines").iterdir()) == []
