"""One random command of each kind, drawn with an eye on what there is to be asked about."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from msgspec import UNSET

from services.assignment.domain import commands as a
from services.visits.domain import commands as v
from services.visits.domain.state import CountedVisit
from shared.kernel.days import add_days, day_of
from shared.kernel.scope import Role
from tests.random_world import WARDS, World

_GROUPS = ("elderly-70", "ethnic-minority", "disability", "poor", "near-poor", "remote")
_DESK_STEPS = (v.CompleteCase, v.RefuseCase, v.ReturnCase, v.WithdrawCase)

_ward = st.sampled_from(WARDS)
_household = st.sampled_from(("h1", "h2", "h3", "h4", "h5"))
_volunteer = st.sampled_from(("v1", "v2", "v3"))
_village = st.sampled_from(("Tà Lang", "thôn Tà Lang", "Giàn Bí", "Nam Yên"))


def _ago(draw: st.DrawFn, world: World) -> datetime:
    """Mostly now or hours ago; sometimes weeks ago; sometimes by a clock that is ahead."""
    return world.now - timedelta(hours=draw(st.sampled_from((0, 0, 1, 2, 24, 72, 500, 4500, -2, -20))))


def _day(draw: st.DrawFn, world: World) -> str:
    return add_days(day_of(world.now), draw(st.sampled_from((-9, -1, 0, 1, 8, 30))))


def _some_household(draw: st.DrawFn) -> tuple[str, str]:
    ward = draw(_ward)
    return ward, f"{ward}-{draw(_household)}"


def register(draw: st.DrawFn, world: World) -> None:
    ward, household = _some_household(draw)
    command = a.RegisterHousehold(
        recorded_at=world.now,
        household_id=household,
        village=draw(_village),
        priority=draw(st.lists(st.sampled_from(_GROUPS), max_size=2)),
        signal=draw(st.sampled_from(("good", "weak", "none"))),
        adults=draw(st.sampled_from((None, 1, 4))),
        found_by=draw(st.sampled_from((None, f"{ward}-v1", f"{ward}-v2"))),
        occurred_at=draw(st.sampled_from((None, world.now - timedelta(days=3)))),
    )
    world.ask_roster(ward, command)


def amend_household(draw: st.DrawFn, world: World) -> None:
    ward, household = _some_household(draw)
    command = a.AmendHousehold(
        recorded_at=world.now,
        household_id=household,
        village=draw(_village),
        priority=draw(st.lists(st.sampled_from(_GROUPS), max_size=3)),
        signal=draw(st.sampled_from(("good", "weak", "none"))),
        adults=draw(st.sampled_from((None, 2, 5))),
    )
    world.ask_roster(ward, command)


def about_household(draw: st.DrawFn, world: World) -> None:
    """Removals come with restorations, so that not everything is gone in the end."""
    ward, household = _some_household(draw)
    wishes = (a.RemoveHousehold, a.RestoreHousehold, a.RestoreHousehold, a.UnassignHousehold, a.EraseHousehold)
    wish: Any = draw(st.sampled_from(wishes if household.endswith("h2") else wishes[:-1]))
    world.ask_roster(ward, wish(recorded_at=world.now, household_id=household))


def assign(draw: st.DrawFn, world: World) -> None:
    ward, household = _some_household(draw)
    command = a.AssignHousehold(
        recorded_at=world.now,
        household_id=household,
        volunteer_id=f"{ward}-{draw(_volunteer)}",
        replace=draw(st.booleans()),
        occurred_at=draw(st.sampled_from((None, world.now - timedelta(days=2), world.now - timedelta(days=20)))),
    )
    world.ask_roster(ward, command)


def about_volunteer(draw: st.DrawFn, world: World) -> None:
    ward = draw(_ward)
    volunteer = f"{ward}-{draw(_volunteer)}"
    wishes = (a.RetireVolunteer, a.ReinstateVolunteer, a.ReinstateVolunteer, a.EraseVolunteer, None)
    wish: Any = draw(st.sampled_from(wishes))
    if wish is None:
        capacity = draw(st.integers(1, 5))
        command: Any = a.AmendVolunteer(recorded_at=world.now, volunteer_id=volunteer, capacity=capacity)
    else:
        command = wish(recorded_at=world.now, volunteer_id=volunteer)
    if wish is not a.EraseVolunteer or volunteer.endswith("v3"):
        world.ask_roster(ward, command)


def describe_village(draw: st.DrawFn, world: World) -> None:
    name, total = draw(_village), draw(st.sampled_from((None, 40, 41)))
    command = a.DescribeVillage(recorded_at=world.now, village=name, name=name, households_total=total)
    world.ask_roster(draw(_ward), command)


def _by(world: World, household: str, number: int = 0) -> dict[str, Any]:
    return {
        "command_id": f"command-{number}-{world.now.isoformat()}",
        "recorded_at": world.now,
        "recorded_by": "someone",
        "role": Role.COORDINATOR,
        "household_id": household,
    }


def _lines(draw: st.DrawFn, world: World, household: str) -> tuple[v.ProcedureLine, ...]:
    """Mostly of the household's own cases; a case of everybody's belongs to who names it first."""
    own = (f"c1 of {household}", f"c2 of {household}", f"c3 of {household}")
    return tuple(
        v.ProcedureLine(
            case_id=draw(st.sampled_from((*own, *own, "everybody's"))),
            procedure=draw(st.sampled_from(("birth-registration", "digital-signature", "other"))),
            step=draw(st.sampled_from(("submitted", "submitted", "returned", "completed", "refused", "withdrawn"))),
            mode=draw(st.sampled_from(("self", "assisted", "on_behalf"))),
            appointment=draw(st.sampled_from((None, _day(draw, world)))),
        )
        for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2, 3))))
    )


def _follow_ups(draw: st.DrawFn, world: World) -> tuple[v.NewFollowUp, ...]:
    return tuple(
        v.NewFollowUp(id=f"f{draw(st.integers(1, 12))}", due=_day(draw, world), what="ask again")
        for _ in range(draw(st.sampled_from((0, 0, 1, 2))))
    )


def _consent(draw: st.DrawFn) -> v.ConsentAnswered | None:
    answer = draw(st.sampled_from((None, None, None, "given", "given", "refused", "withdrawn")))
    return answer and v.ConsentAnswered(answer=answer, by="someone", how="spoken", notice_version="1")


def visit(draw: st.DrawFn, world: World) -> None:
    ward, household = _some_household(draw)
    people = draw(st.integers(0, 3))
    outcomes = ("helped", "helped", "follow_up_only", "no_need", "refused", "nobody_home", "moved_away")
    command = v.RecordVisit(
        **_by(world, household),
        visit_id=f"visit-{draw(st.integers(10, 99))}",
        occurred_at=_ago(draw, world),
        outcome=draw(st.sampled_from(outcomes)),
        place=draw(st.sampled_from(("home", "home", "home", "village_session", "office", "phone"))),
        people_helped=people,
        people_new=draw(st.integers(0, people)),
        volunteer_id=draw(st.sampled_from((f"{ward}-v1", f"{ward}-v2", f"{ward}-v3", f"{ward}-stranger", None))),
        obstacle=draw(st.sampled_from((None, None, "no_signal", "language"))),
        procedures=_lines(draw, world, household),
        follow_ups=_follow_ups(draw, world),
        self_reliant=draw(st.sampled_from((None, None, True, True, False))),
        already=draw(st.sampled_from((False, False, True))),
        consent=_consent(draw),
    )
    world.ask_household(ward, command)


def void(draw: st.DrawFn, world: World) -> None:
    visits = [
        (ward, household, one.visit_id)
        for (ward, household), state in world.households.items()
        for one in sorted(state.visits.values(), key=repr)
        if isinstance(one, CountedVisit)
    ]
    if visits:
        ward, household, visit_id = draw(st.sampled_from(visits))
        world.ask_household(ward, v.VoidVisit(**_by(world, household), visit_id=visit_id, reason="a mistake"))


def about_case(draw: st.DrawFn, world: World) -> None:
    cases = [
        (ward, household, case_id)
        for (ward, household), state in world.households.items()
        for case_id in sorted(state.cases)
    ]
    if not cases:
        return
    ward, household, case_id = draw(st.sampled_from(cases))
    who = {**_by(world, household, draw(st.integers(0, 9))), "case_id": case_id}
    wish: Any = draw(st.sampled_from((*_DESK_STEPS, v.ReopenCase, v.ReopenCase, v.AmendCase)))
    if wish is v.AmendCase:
        appointment, dossier = draw(st.sampled_from(((UNSET, "A-1"), (None, None), (_day(draw, world), None))))
        world.ask_household(ward, v.AmendCase(**who, appointment=appointment, dossier_code=dossier))
        return
    if wish is not v.ReopenCase:
        who["volunteer_id"] = draw(st.sampled_from((None, f"{ward}-v2")))
    world.ask_household(ward, wish(**who, occurred_at=_ago(draw, world)))


def about_follow_up(draw: st.DrawFn, world: World) -> None:
    ward, household = _some_household(draw)
    known = world.households.get((ward, household))
    name = draw(st.sampled_from(sorted(known.follow_ups) if known and known.follow_ups else ["f1", "f2"]))
    who = {**_by(world, household), "occurred_at": world.now}
    opened = v.OpenFollowUp(**who, follow_up=v.NewFollowUp(id=name, due=_day(draw, world), what="ask again"))
    closed = v.CloseFollowUp(**who, follow_up_id=name)
    world.ask_household(ward, draw(st.sampled_from((opened, closed, closed))))


def about_request(draw: st.DrawFn, world: World) -> None:
    ward, household = _some_household(draw)
    request = f"r{draw(st.integers(1, 3))} of {household}"
    taken = v.TakeRequest(
        **_by(world, household),
        request_id=request,
        kind=draw(st.sampled_from(("withdrawal", "withdrawal", "access"))),
        occurred_at=_ago(draw, world),
        answer_by=_day(draw, world),
    )
    answered = v.AnswerRequest(**_by(world, household), request_id=request, outcome="done")
    world.ask_household(ward, draw(st.sampled_from((taken, taken, answered))))


def hear_phone(draw: st.DrawFn, world: World) -> None:
    ward = draw(_ward)
    who = {key: value for key, value in _by(world, "").items() if key != "household_id"}
    command = v.HearPhone(
        **who,
        device=f"{ward}-{draw(st.sampled_from(('p1', 'p2', 'p3')))}",
        volunteer_id=f"{ward}-{draw(st.sampled_from(('v1', 'v1', 'v2')))}",
        unsent=draw(st.sampled_from((0, 0, 1, 4))),
    )
    world.hear_phone(ward, command)


ANY_COMMAND = (
    *(visit,) * 9,
    *(about_case,) * 6,
    *(void,) * 2,
    *(assign,) * 3,
    *(about_household, hear_phone) * 3,
    *(register, amend_household, about_follow_up) * 2,
    about_request,
    *(about_volunteer, describe_village),
)
"""Each as often as it is drawn."""
