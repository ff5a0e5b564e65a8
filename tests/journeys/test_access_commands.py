"""`onetwenty account` and `onetwenty keys rotate`, on a fresh folder, a stopped one and beside a running system."""

import asyncio
from pathlib import Path

import jwt
import pytest
from click.testing import Result
from typer.testing import CliRunner

from services.access.key_ring import KeyRing, open_key_ring, rotate_keys
from services.access.signing_keys import open_signing_key
from services.access.tokens import TokenWish, sign_token
from services.cli.program import app
from shared.http.callers import TokenKeyUnknown, TokenReader
from shared.kernel.scope import Role
from shared.settings import AUDIENCE, ISSUER
from tests.services.running_system import running_system
from tests.services.signed_in import PASSWORD, Browser
from tests.services.toy_service import SteppingClock


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def one_time(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout.split("one-time password: ")[1].strip()


async def test_the_first_administrator_is_made_at_the_machine_and_signs_in(tmp_path: Path) -> None:
    data = tmp_path / "data"
    made = await asyncio.to_thread(run, "account", "create", "--role", "admin", "--name", "Lan.Quantri", "--data", data)
    async with running_system(data) as system:
        browser = Browser(system)
        opened = await browser.sign_in("lan.quantri", one_time(made), new_password=PASSWORD)
        assert (opened.status_code, opened.json()["role"]) == (201, "admin")


async def test_beside_a_running_system_accounts_are_made_and_recovered(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with running_system(data) as system:
        create = ("account", "create", "--role", "coordinator", "--ward", "20194", "--name", "bich", "--data", data)
        made = await asyncio.to_thread(run, *create)
        browser = Browser(system)
        assert (await browser.sign_in("bich", one_time(made), new_password=PASSWORD)).status_code == 201
        recovered = await asyncio.to_thread(run, "account", "recover", "--name", "bich", "--data", data)
        assert (await Browser(system).sign_in("bich")).status_code == 401
        assert (await browser.refresh()).json()["after_end"]
        again = await Browser(system).sign_in("bich", one_time(recovered), new_password=PASSWORD)
        assert again.status_code == 201


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("create", "--role", "coordinator", "--name", "an.hv"), 2, "a coordinator has a ward"),
        (("create", "--role", "admin", "--name", "an.hv", "--ward", "20194"), 2, "a coordinator has a ward"),
        (("create", "--role", "coordinator", "--name", "an.hv", "--ward", "99999"), 2, "99999"),
        (("create", "--role", "admin", "--name", "nguyễn an"), 1, "unaccented"),
        (("create", "--role", "root", "--name", "an.hv"), 2, "root"),
        (("recover", "--name", "nobody"), 1, "nobody signs in as"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = run("account", *arguments, "--data", tmp_path / "data")
    assert result.exit_code == code, result.output
    assert said in result.output


def test_a_new_key_is_published_first_and_used_ten_minutes_later(tmp_path: Path) -> None:
    clock = SteppingClock()
    serving, elsewhere = open_key_ring(tmp_path, clock), open_key_ring(tmp_path, clock)
    first = serving.current()
    added, begins = rotate_keys(tmp_path, clock)
    clock.pass_by(minutes=1)
    assert [key["kid"] for key in serving.published()["keys"]] == [added.kid, first.kid]
    assert serving.current().kid == first.kid
    clock.pass_by(minutes=10)
    assert clock.now() >= begins
    assert serving.current().kid == added.kid
    reader = TokenReader(elsewhere, ISSUER, AUDIENCE, clock)
    for key in (first, added):
        assert reader.caller(f"Bearer {sign_token(key, clock, TokenWish(role=Role.ADMIN))}").role is Role.ADMIN


def test_a_stolen_key_is_good_for_nothing_from_the_next_look_on(tmp_path: Path) -> None:
    clock = SteppingClock()
    serving = open_key_ring(tmp_path, clock)
    stolen = serving.current()
    added, _ = rotate_keys(tmp_path, clock, at_once=True)
    clock.pass_by(minutes=1)
    assert serving.current().kid == added.kid
    with pytest.raises(TokenKeyUnknown):
        reader(serving, clock).caller(f"Bearer {sign_token(stolen, clock, TokenWish(role=Role.ADMIN))}")
    assert open_key_ring(tmp_path, clock).current().kid == added.kid


def reader(keys: KeyRing, clock: SteppingClock) -> TokenReader:
    return TokenReader(keys, ISSUER, AUDIENCE, clock)


def test_tokens_of_the_command_line_are_signed_with_the_key_in_use(tmp_path: Path) -> None:
    open_signing_key(tmp_path)
    assert run("keys", "rotate", "--stolen", "--data", tmp_path).exit_code == 0
    token = run("token", "--role", "admin", "--data", tmp_path)
    assert token.exit_code == 0, token.output
    ring = open_key_ring(tmp_path, SteppingClock())
    assert jwt.get_unverified_header(token.stdout.strip())["kid"] == ring.published()["keys"][0]["kid"]
    assert run("keys", "rotate", "--data", tmp_path / "nothing").exit_code == 1
