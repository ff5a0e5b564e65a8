"""Passwords: which are refused and why, and how many are checked at once."""

import asyncio

import pytest

from services.access.api.bodies import AccountBody, PasswordBody
from services.access.credentials.hashing import PasswordHashing
from services.access.credentials.refusals import (
    PasswordCommon,
    PasswordNamesYou,
    PasswordPatterned,
    PasswordTooShort,
    PasswordTooWeak,
    SignInBusy,
)
from services.access.credentials.strength import require_strong
from tests.services.signed_in import PASSWORD


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("ngắn", PasswordTooShort),
        ("lan.haivan1", PasswordNamesYou),
        ("onetwenty2026", PasswordNamesYou),
        ("password123", PasswordCommon),
        ("aaaaaaaaaaaaaaaa", PasswordPatterned),
        ("qwertyuiop", PasswordTooWeak),
        ("1234567890123", PasswordTooWeak),
    ],
)
def test_a_password_that_would_be_guessed_says_why(password: str, refusal: type[PasswordTooWeak]) -> None:
    with pytest.raises(refusal):
        require_strong(password, "lan.haivan", "/password")
    require_strong(PASSWORD, "lan.haivan", "/password")


async def test_passwords_wait_in_a_bounded_queue_and_look_the_same_composed() -> None:
    hashing = PasswordHashing(time_cost=1, memory_kib=8 * 1024, waiting=2)
    known = await hashing.hash("cầu sông Hàn")
    assert await hashing.verify(known, "ca\u0302\u0300u so\u0302ng Ha\u0300n")
    assert not await hashing.verify(known, "cầu sông Han")
    assert not await hashing.verify(None, "nobody's password")
    outcomes = await asyncio.gather(*(hashing.verify(known, "x") for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, SignInBusy) for one in outcomes) == 2
    hashing.close()


def test_no_password_is_part_of_what_a_command_is_hashed_by_or_of_what_is_drawn() -> None:
    for body in (
        AccountBody(role="auditor", name="an.kiem", password=PASSWORD),
        PasswordBody(password=PASSWORD, new_password=PASSWORD),
    ):
        assert PASSWORD not in body.model_dump_json(exclude_unset=True)
        assert PASSWORD not in repr(body)
