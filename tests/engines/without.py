"""What a machine cannot run is said aloud: a missing engine fails, unless ONETWENTY_TEST_WITHOUT names it."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NoReturn

import pytest

from tests.engines.environment import variable

KINDS = ("kafka", "mongo", "browser", "compose")
VARIABLE = "ONETWENTY_TEST_WITHOUT"
_REASON = re.compile(rf"without (\w+), as {VARIABLE} says")


class EngineMissing(Exception):
    """An engine cannot be run on this machine; the text says what is missing and what would help."""


def given_up() -> frozenset[str]:
    """The kinds that this run does without. Raises UsageError for a kind that there is not."""
    named = frozenset(name.strip() for name in variable(VARIABLE).split(",") if name.strip())
    unknown = sorted(named - set(KINDS))
    if unknown:
        raise pytest.UsageError(f"{VARIABLE} names {', '.join(unknown)}; known are {', '.join(KINDS)}")
    return named


def skip_without(*kinds: str) -> None:
    """Skip the test, or whatever uses the fixture, that needs these kinds of engines and is meant to go without one."""
    for kind in kinds:
        if kind in given_up():
            pytest.skip(f"without {kind}, as {VARIABLE} says")


def fail_missing(kind: str, missing: EngineMissing) -> NoReturn:
    """Fail what needs an engine that is not there."""
    pytest.fail(f"{missing}. If this machine is meant to go without: {VARIABLE}={kind}", pytrace=False)


def not_run(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """A line for each kind of engine that tests went without, for the end of the run."""
    reasons = [str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)]
    counts = Counter(found.group(1) for reason in reasons if (found := _REASON.search(reason)))
    return [f"{kind}: {counts[kind]} tests were not run ({VARIABLE} names it)" for kind in KINDS if counts[kind]]
