"""Whoever is refused by a service is told why and what to do, in both languages."""

import importlib
import importlib.util
import pkgutil
import re
import unicodedata
from pathlib import Path
from string import Formatter

import pytest

import services
from services.access import wording as access
from services.assignment import wording as assignment
from services.reporting import wording as reporting
from services.visits import wording as visits
from shared.http.problems import Problems
from shared.http.refusals import HttpRefusal, MinVersionMalformed
from shared.http.shared_wording import SHARED_WORDING
from shared.http.wording import Wording, failures_of, filled, unworded
from shared.kernel.failures import Rejection

ROOT = Path(__file__).parents[2]
REFUSING: dict[str, Wording] = {
    "access": access.WORDING,
    "assignment": assignment.ASSIGNMENT_WORDING,
    "visits": visits.WORDING,
    "reporting": reporting.WORDING,
}


ANYWHERE = ("shared", "services.demo", "services.cli", "services.embedded")
"""Everything else that may refuse."""


def _loaded(name: str) -> str:
    package = importlib.import_module(name)
    if not hasattr(package, "__path__"):
        return package.__name__
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    return package.__name__


def test_no_service_is_left_out() -> None:
    found = {module.name for module in pkgutil.iter_modules(services.__path__) if module.ispkg}
    with_rules = {name for name in found if importlib.util.find_spec(f"services.{name}.wording")}
    assert with_rules == set(REFUSING)


@pytest.mark.parametrize("service", REFUSING)
def test_every_rejection_of_a_service_has_words(service: str) -> None:
    rejections = [failure for failure in failures_of(_loaded(f"services.{service}")) if issubclass(failure, Rejection)]
    assert unworded({**SHARED_WORDING, **REFUSING[service]}, rejections) == []


@pytest.mark.parametrize("place", ANYWHERE)
def test_every_rejection_anywhere_has_words(place: str) -> None:
    kinds = (Rejection, HttpRefusal)
    rejections = [one for one in failures_of(_loaded(place)) if issubclass(one, Rejection) and one not in kinds]
    assert unworded(SHARED_WORDING, rejections) == []


@pytest.mark.parametrize("service", REFUSING)
def test_both_languages_name_the_same_facts(service: str) -> None:
    for slug, words in REFUSING[service].items():
        vi, en = ({name for text in texts for _, name, _, _ in Formatter().parse(text) if name} for texts in words)
        assert vi == en, slug


PLACES = ("services/*/*wording.py", "services/*/wording/*.py", "shared/*/*wording.py")
WORDED_FILES = [path for place in PLACES for path in sorted(ROOT.glob(place))]
NEW_STYLE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)", re.IGNORECASE)


@pytest.mark.parametrize("path", WORDED_FILES, ids=str)
def test_tone_marks_stand_where_most_readers_write_them(path: Path) -> None:
    """On the first vowel, as in hủy, khóa, tùy."""
    assert NEW_STYLE.findall(unicodedata.normalize("NFC", path.read_text())) == []


def test_tone_marks_are_told_apart() -> None:
    assert NEW_STYLE.findall("huỷ khoá tuỳ hoè") == ["uỷ", "oá", "uỳ", "oè"]
    assert NEW_STYLE.findall("hủy khóa tùy quý hoàn toàn thuyền") == []
    assert len(WORDED_FILES) >= 7


def test_one_is_counted_as_one() -> None:
    full = REFUSING["assignment"]["caseload-full"]
    assert filled(full.en.detail, {"capacity": 1}) == "The volunteer already helps 1 household."
    assert filled(full.en.detail, {"capacity": 20}) == "The volunteer already helps 20 households."
    assert filled(full.vi.detail, {"capacity": 1}) == "Tình nguyện viên đã phụ trách đủ 1 hộ."


def test_a_reused_id_is_named_as_a_batch_names_it() -> None:
    for text in SHARED_WORDING["idempotency-key-reused"]:
        assert "command_id" in text.detail
        assert "Idempotency-Key" in text.detail


def test_reporting_asks_for_the_one_version_that_it_knows() -> None:
    words = Problems(reporting.WORDING)
    assert "<ward>/roster:" in words.of(MinVersionMalformed("min_version"), "en").detail
    assert "/roster:" in words.of(MinVersionMalformed("min_version"), "vi").detail
