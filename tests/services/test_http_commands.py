"""One command over HTTP: its answer, its repetition, its refusals, and what OpenAPI says of it."""

import asyncio
import json
import re
from typing import Any

import pytest

from shared.http.command_runner import CommandRunner
from shared.kernel.failures import Forbidden
from shared.kernel.scope import Role, Scope
from tests.services.toy_service import OTHER_WARD, VOLUNTEER, WARD, RaiseBody, Toy, calls

TALLY = "0190b6a0-0000-7000-8000-0000000000b1"
KEY = "0190b6a0-0000-7000-8000-0000000000c1"
PATH = f"/api/toy/v1/wards/{WARD}/tallies/{TALLY}/raises"


async def test_an_accepted_command_says_where_it_went(toy: Toy) -> None:
    answer = await toy.raise_tally(TALLY, 3)
    assert answer.status_code == 201
    assert answer.json() == {
        "id": TALLY,
        "stream": f"{WARD}/tally/{TALLY}",
        "version": 1,
        "events": ["TallyRaised"],
        "flags": [],
    }
    assert "Idempotent-Replayed" not in answer.headers


async def test_the_same_key_and_body_again_gives_the_same_answer(toy: Toy) -> None:
    first = await toy.raise_tally(TALLY, 3, key=KEY)
    again = await toy.raise_tally(TALLY, 3, key=KEY.upper())
    quoted = await toy.raise_tally(TALLY, 3, key=f'"{KEY}"')
    assert first.json() == again.json() == quoted.json()
    assert again.headers["Idempotent-Replayed"] == quoted.headers["Idempotent-Replayed"] == "true"
    assert len(await toy.facts(TALLY)) == 1


async def test_the_spelling_of_a_body_does_not_make_it_another(toy: Toy) -> None:
    headers = {**toy.token(), "Idempotency-Key": KEY}
    first = await toy.client.post(PATH, content='{"by":3,"note":"a"}', headers=headers)
    again = await toy.client.post(PATH, content='{ "note": " a ", "by": 3 }', headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_the_same_key_with_another_body_is_refused(toy: Toy) -> None:
    await toy.raise_tally(TALLY, 3, key=KEY)
    other = await toy.raise_tally(TALLY, 4, key=KEY)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_the_same_key_from_another_account_is_refused(toy: Toy) -> None:
    await toy.raise_tally(TALLY, 3, key=KEY)
    other = await toy.raise_tally(TALLY, 3, key=KEY, **toy.token(Role.VOLUNTEER))
    assert other.json()["type"] == "/problems/idempotency-key-reused"


async def test_a_repetition_of_what_would_now_be_rejected_gets_its_first_answer(toy: Toy) -> None:
    await toy.raise_tally(TALLY, 3, key=KEY)
    await toy.raise_tally(TALLY, 7)
    assert (await toy.raise_tally(TALLY, 3)).status_code == 409
    assert (await toy.raise_tally(TALLY, 3, key=KEY)).status_code == 201


@pytest.mark.parametrize("key", ["1", "", "spam", f"{{{KEY}}}", KEY.replace("-", ""), f"urn:uuid:{KEY}", KEY + "0"])
async def test_a_key_must_be_a_uuid(toy: Toy, key: str) -> None:
    answer = await toy.client.post(PATH, json={"by": 1}, headers={**toy.token(), "Idempotency-Key": key})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-malformed")
    assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"


async def test_a_rule_speaks_the_reader_s_language(toy: Toy) -> None:
    vi = await toy.raise_tally(TALLY, 9) and await toy.raise_tally(TALLY, 9)
    en = await toy.raise_tally(TALLY, 9, **{"Accept-Language": "en-GB"})
    assert vi.status_code == en.status_code == 409
    assert vi.headers["Content-Type"] == "application/problem+json"
    assert (vi.json()["title"], en.json()["title"]) == ("Sổ đã đầy", "The tally is full")
    assert vi.json()["detail"] == "Sổ có tối đa 10 lượt."


@pytest.mark.parametrize(
    ("content", "media_type", "status", "slug"),
    [
        ("{", "application/json", 400, "json-unreadable"),
        ("", "application/json", 422, "invalid"),
        ('{"by": NaN}', "application/json", 422, "invalid"),
        ('{"by": 1, "why": 2}', "application/json", 422, "invalid"),
        ('{"by": 1}', "text/plain", 415, "media-type-unsupported"),
        ("by=1", "application/x-www-form-urlencoded", 415, "media-type-unsupported"),
    ],
)
async def test_a_bad_body_is_refused(toy: Toy, content: str, media_type: str, status: int, slug: str) -> None:
    answer = await toy.client.post(PATH, content=content, headers={**toy.token(), "Content-Type": media_type})
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "application/merge-patch+json", ""])
async def test_json_by_any_of_its_names_is_taken(toy: Toy, media_type: str) -> None:
    answer = await toy.client.post(PATH, content='{"by": 1}', headers={**toy.token(), "Content-Type": media_type})
    assert answer.status_code == 201


async def test_a_role_that_may_not_is_told_so(toy: Toy) -> None:
    answer = await toy.raise_tally(TALLY, 1, **toy.token(Role.PROVINCE))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")


async def test_another_ward_does_not_exist(toy: Toy) -> None:
    answer = await toy.raise_tally(TALLY, 1, **toy.token(ward=OTHER_WARD))
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_no_token_is_answered_before_anything_else(toy: Toy) -> None:
    answer = await toy.client.post(PATH, content="{")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/token-missing")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        (f"/api/toy/v1/wards/99999/tallies/{TALLY}/raises", 404, "ward-unknown"),
        (f"/api/toy/v1/wards/{WARD}/tallies/first/raises", 422, "id-malformed"),
        (f"{PATH}?replace=true", 422, "takes-no-parameters"),
        (f"{PATH}/", 404, "route-unknown"),
    ],
)
async def test_a_bad_address_is_named(toy: Toy, path: str, status: int, slug: str) -> None:
    answer = await toy.client.post(path, json={"by": 1}, headers=toy.token())
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


@pytest.mark.parametrize(
    ("language", "remedy"), [("vi", "Bỏ mọi tham số sau dấu “?”."), ("en", "Drop everything after the “?”.")]
)
async def test_a_command_says_that_it_takes_no_parameters(toy: Toy, language: str, remedy: str) -> None:
    headers = {**toy.token(), "Accept-Language": language}
    problem = (await toy.client.post(f"{PATH}?q=x", json={"by": 1}, headers=headers)).json()
    assert "“q”" in problem["detail"]
    assert problem["remedy"] == remedy


async def test_ids_in_the_path_have_one_spelling(toy: Toy) -> None:
    first = await toy.raise_tally(TALLY.upper(), 1)
    assert first.json()["id"] == TALLY


async def test_what_is_away_says_when_to_come_again(toy: Toy) -> None:
    toy.troubles.away.add(TALLY)
    answer = await toy.raise_tally(TALLY, 1)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")


async def test_a_wrong_method_names_the_right_one(toy: Toy) -> None:
    answer = await toy.client.get(PATH, headers=toy.token())
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


async def test_many_at_once_are_all_counted(toy: Toy) -> None:
    answers = await asyncio.gather(*(toy.raise_tally(TALLY, 1) for _ in range(10)))
    assert [answer.status_code for answer in answers] == [201] * 10
    assert sorted(answer.json()["version"] for answer in answers) == list(range(1, 11))


async def test_a_command_needs_no_http(toy: Toy) -> None:
    scope = Scope(Role.VOLUNTEER, "volunteer-1", WARD, VOLUNTEER)
    ids = {"ward": WARD, "id": TALLY}
    answered = await toy.runner.run(scope, "raise-tally", ids, b'{"by": 2}', KEY)
    again = await toy.runner.run(scope, "raise-tally", ids, b'{"by": 2}', KEY)
    assert (answered.status, answered.content["version"], answered.replayed) == (201, 1, False)
    assert again.replayed
    with pytest.raises(Forbidden):
        await toy.runner.run(Scope(Role.ADMIN, "admin-1"), "raise-tally", ids, b'{"by": 2}', KEY)


async def test_outcomes_are_counted_by_kind(toy: Toy) -> None:
    await toy.raise_tally(TALLY, 10, key=KEY)
    await toy.raise_tally(TALLY, 10, key=KEY)
    await toy.raise_tally(TALLY, 1)
    await toy.raise_tally(TALLY, 0)
    text = (await toy.metrics.text()).decode()
    for outcome in ("accepted", "replayed", "tally-full", "unchanged"):
        assert f'onetwenty_commands_total{{kind="raise-tally",outcome="{outcome}"}} 1.0' in text


def test_a_kind_has_one_row(toy: Toy) -> None:
    twice = [*calls(toy.troubles), *calls(toy.troubles)]
    with pytest.raises(ValueError, match="raise-tally"):
        CommandRunner(twice, {}, toy.clock, b"k")


async def test_openapi_knows_bodies_answers_and_problems(toy: Toy) -> None:
    document: dict[str, Any] = (await toy.client.get("/openapi.json")).json()
    operation = document["paths"]["/api/toy/v1/wards/{ward}/tallies/{id}/raises"]["post"]
    assert set(operation["responses"]) >= {"201", "400", "401", "403", "404", "409", "413", "415", "422", "500", "503"}
    assert "304" not in operation["responses"]
    assert [parameter["name"] for parameter in operation["parameters"]] == ["ward", "id", "Idempotency-Key"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = document["components"]["schemas"][body.rsplit("/", 1)[1]]
    assert set(schema["properties"]) == set(RaiseBody.model_fields)
    assert schema["additionalProperties"] is False
    assert "/api/toy/v1/commands" in document["paths"]
    assert _dangling(document) == []


def _dangling(document: dict[str, Any]) -> list[str]:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    return [ref for ref in re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)) if ref not in known]
