"""A session by cookie: taken like a token, and a command only from our own pages; after its end it may only send."""

from datetime import timedelta
from typing import Any

import pytest

from services.access.tokens import TokenWish, sign_token
from shared.http.cookies import ACCESS_COOKIE
from shared.http.rate_limits import Rate, RateLimit, TooManyAttempts
from shared.kernel.days import rfc3339
from shared.kernel.scope import Role
from tests.services.toy_service import START, VOLUNTEER, WARD, SteppingClock, Toy

A = "0190b6a0-0000-7000-8000-0000000000b0"
PATH = f"/api/toy/v1/wards/{WARD}/tallies/{A}/raises"
OURS = ({"Origin": "http://toy"}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://toy", "Sec-Fetch-Site": "none"})
OTHERS: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://toy:81"},
    {"Origin": "http://toy.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://toy"},
)


def cookie(toy: Toy) -> dict[str, str]:
    return {"Cookie": f"{ACCESS_COOKIE}={toy.token()['Authorization'].split()[1]}"}


@pytest.mark.parametrize("page", OURS, ids=str)
async def test_a_command_by_cookie_comes_from_our_own_page(toy: Toy, page: dict[str, str]) -> None:
    answer = await toy.client.post(PATH, json={"by": 1}, headers={**cookie(toy), **page})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("page", OTHERS, ids=str)
async def test_from_anywhere_else_it_is_refused(toy: Toy, page: dict[str, str]) -> None:
    for path, body in ((PATH, {"by": 1}), ("/api/toy/v1/commands", {"sent_at": rfc3339(START), "commands": []})):
        answer = await toy.client.post(path, json=body, headers={**cookie(toy), **page})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/cross-site")
    assert await toy.facts(A) == []


async def test_a_token_in_the_header_needs_no_page_and_goes_before_a_cookie(toy: Toy) -> None:
    forged = {"Cookie": f"{ACCESS_COOKIE}=spam"}
    answer = await toy.client.post(PATH, json={"by": 1}, headers={**toy.token(), **forged, **OTHERS[1]})
    assert answer.status_code == 201
    assert (await toy.client.post(PATH, json={"by": 1}, headers={**forged, **OURS[0]})).status_code == 401


def after_end(toy: Toy, ended: Any) -> dict[str, str]:
    wish = TokenWish(role=Role.VOLUNTEER, ward=WARD, volunteer_id=VOLUNTEER, session="s-1", ended_at=ended)
    return {"Authorization": f"Bearer {sign_token(toy.key, toy.clock, wish)}"}


async def test_a_session_that_is_over_sends_what_happened_before_and_nothing_else(toy: Toy) -> None:
    def raised(number: int, **more: Any) -> dict[str, Any]:
        body = {"ward": WARD, "id": A, "by": 1, **more}
        return {"command_id": f"0190b6a0-0000-7000-8000-{number:012d}", "kind": "raise-tally", "body": body}

    before, at_once = (rfc3339(START - timedelta(hours=hours)) for hours in (3, 2))
    content = {
        "sent_at": rfc3339(START),
        "commands": [raised(1, occurred_at=before), raised(2, occurred_at=at_once), raised(3)],
    }
    headers = after_end(toy, START - timedelta(hours=2))
    answer = await toy.client.post("/api/toy/v1/commands", json=content, headers=headers)
    first, second, third = answer.json()["answers"]
    assert (first["status"], first["flags"]) == (201, ["after_end"])
    for late in (second, third):
        assert (late["status"], late["type"]) == (409, "/problems/recorded-after-session-end")
    alone = await toy.client.post(PATH, json={"by": 1, "occurred_at": before}, headers=headers)
    assert (alone.status_code, alone.json()["type"]) == (401, "/problems/session-only-sends")


async def test_a_wrong_clock_gains_nothing_after_the_end(toy: Toy) -> None:
    day_off = START - timedelta(days=1)
    command = {
        "command_id": "0190b6a0-0000-7000-8000-000000000009",
        "kind": "raise-tally",
        "body": {"ward": WARD, "id": A, "by": 1, "occurred_at": rfc3339(day_off)},
    }
    content = {"sent_at": rfc3339(day_off), "commands": [command]}
    headers = after_end(toy, START - timedelta(hours=2))
    (answer,) = (await toy.client.post("/api/toy/v1/commands", json=content, headers=headers)).json()["answers"]
    assert answer["type"] == "/problems/recorded-after-session-end"


def test_a_bucket_lets_a_burst_through_then_a_steady_trickle() -> None:
    clock = SteppingClock()
    limit = RateLimit(Rate(burst=3, seconds=10), clock)
    for _ in range(3):
        limit.take("lan")
    for _ in range(2):
        with pytest.raises(TooManyAttempts) as caught:
            limit.take("lan")
        assert caught.value.facts["Retry-After"] == 10
    limit.take("minh")
    clock.pass_by(seconds=10)
    limit.take("lan")
    with pytest.raises(TooManyAttempts):
        limit.take("lan")
    limit.give_back("lan")
    limit.take("lan")


def test_only_so_many_buckets_are_remembered() -> None:
    limit = RateLimit(Rate(burst=1, seconds=1000), SteppingClock(), remembered=2)
    for key in ("a", "b", "c", "a"):
        limit.take(key)
    with pytest.raises(TooManyAttempts):
        limit.take("c")
