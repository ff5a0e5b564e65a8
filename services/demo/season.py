"""Weeks of ordinary work in a unit: the same shape everywhere, other numbers by the unit's own seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from services.demo.calls import DemoCall, at, demo_id
from services.demo.door import CONSENT, line, visit
from services.demo.people import assignment, enrolment, registration, village
from shared.kernel.days import Day, add_days

_KINDS = ("youth_union", "student", "soldier", "community_team", "other")
_OUTCOMES = ("helped",) * 11 + ("no_need",) * 3 + ("nobody_home",) * 3 + ("refused", "follow_up_only", "moved_away")
_SERVICES = (
    "vneid-level-2",
    "public-service-account",
    "digital-signature",
    "household-health-insurance",
    "tax-payment",
)
_DOSSIERS = (
    "birth-registration",
    "residence-confirmation",
    "social-pension",
    "insurance-card-reissue",
    "certified-copy",
)


@dataclass(frozen=True, slots=True)
class Season:
    """What is to happen in a unit. `hesitation` is how often a first visit meets a no; `gathering` how often it takes
    place in the village instead of at home; `learning` how often a helped household becomes self-reliant."""

    ward: str
    volunteers: int
    households: int
    visits: int
    days: int
    villages: tuple[str, ...]
    remote: bool = False
    hesitation: float = 0.1
    gathering: float = 0.05
    learning: float = 0.15


def calls(season: Season, today: Day) -> Iterator[DemoCall]:
    """The roster on the first day, then the visits in the order in which they happened."""
    random = Random(season.ward)  # noqa: S311 synthetic data, no secret
    first = add_days(today, -season.days)
    share = season.households // len(season.villages)
    for name in season.villages:
        yield village(season.ward, name, share + 5, first)
    for number in range(season.volunteers):
        yield enrolment(season.ward, number, _KINDS[number % len(_KINDS)], random)
    for number in range(season.households):
        name = season.villages[min(number // max(share, 1), len(season.villages) - 1)]
        traits = _traits(season, random)
        yield registration(season.ward, number, name, at(first, 480), random, *traits)
    for number in range(season.households):
        yield assignment(season.ward, number, _volunteer_of(season, number), at(first, 540))
    yield from _visits(season, first, random)


def _volunteer_of(season: Season, household: int) -> int:
    return household * season.volunteers // season.households


def _traits(season: Season, random: Random) -> tuple[list[str], str]:
    if season.remote:
        return ["ethnic-minority", "remote"], random.choice(("none", "weak"))
    groups = [
        group for group, share in (("elderly-70", 0.2), ("disability", 0.04), ("poor", 0.03)) if random.random() < share
    ]
    return groups, "good"


def _visits(season: Season, first: Day, random: Random) -> Iterator[DemoCall]:
    """One open dossier a household at most: a later visit brings its result."""
    open_dossiers: dict[int, tuple[str, str]] = {}
    met: set[int] = set()
    moments = sorted(
        (random.randrange(1, season.days), random.randrange(450, 1050), random.randrange(season.households))
        for _ in range(season.visits)
    )
    for number, (day, minute, household) in enumerate(moments):
        outcome = _outcome(season, household in met, random)
        more = _what_happened(season, number, household, outcome, open_dossiers, random, add_days(first, day))
        if household not in met and outcome in {"helped", "no_need", "follow_up_only"}:
            more["consent"] = CONSENT
            met.add(household)
        when = at(add_days(first, day), minute)
        yield visit(season.ward, str(number), household, _volunteer_of(season, household), when, outcome, **more)


def _outcome(season: Season, known: bool, random: Random) -> str:
    if not known and random.random() < season.hesitation:
        return random.choice(("refused", "no_need"))
    return random.choice(_OUTCOMES)


def _what_happened(
    season: Season,
    number: int,
    household: int,
    outcome: str,
    open_dossiers: dict[int, tuple[str, str]],
    random: Random,
    day: Day,
) -> dict[str, Any]:
    place = "village_session" if random.random() < season.gathering else "home"
    more: dict[str, Any] = {"place": place}
    if outcome == "helped":
        people = random.randint(1, 3)
        more |= {"people": people, "new": random.randint(0, people)}
        more["lines"] = [_line(season.ward, number, household, open_dossiers, random, day)]
        if random.random() < season.learning:
            more["self_reliant"] = True
    if outcome == "follow_up_only":
        more["obstacle"] = random.choice(("no_signal", "papers_missing", "portal_down"))
        due = add_days(day, random.randint(2, 20))
        more["follow_ups"] = [{"id": demo_id(season.ward, "follow-up", number), "due": due, "what": "Quay lại (mẫu)"}]
    return more


def _line(
    ward: str, number: int, household: int, open_dossiers: dict[int, tuple[str, str]], random: Random, day: Day
) -> dict[str, Any]:
    if household in open_dossiers:
        case, procedure = open_dossiers.pop(household)
        return line(case, procedure, random.choice(("completed", "completed", "completed", "returned", "refused")))
    case = f"{ward}/{number}"
    if random.random() < 0.5:
        return line(case, random.choice(_SERVICES), "completed", mode=random.choice(("self", "assisted")))
    procedure = random.choice(_DOSSIERS)
    open_dossiers[household] = (case, procedure)
    return line(case, procedure, "submitted", channel="online", appointment=add_days(day, random.randint(3, 15)))
