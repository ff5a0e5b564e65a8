"""Signing keys from the settings: replicas that share a file change over together, and nobody is signed out by it."""

from pathlib import Path

import jwt
import pytest
from typer.testing import CliRunner

from services.access.given_keys import given_key_ring, keys_of, rotate_given
from services.access.key_ring import ALWAYS, KeyRing, new_private_key
from services.access.signing_keys import signing_key_of
from services.access.tokens import TokenWish, sign_token
from services.cli.program import app
from shared.http.callers import TokenKeyUnknown, TokenReader
from shared.kernel.scope import Role
from shared.settings import AUDIENCE, ISSUER, Settings, SettingsRefused
from tests.services.toy_service import SteppingClock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "signing.pem"
    path.write_bytes(new_private_key())
    path.chmod(0o640)
    return path


def replica(file: Path, clock: SteppingClock) -> KeyRing:
    return given_key_ring(Settings(signing_key_file=file), clock)


def token(keys: KeyRing, clock: SteppingClock) -> str:
    return f"Bearer {sign_token(keys.current(), clock, TokenWish(role=Role.ADMIN))}"


def test_replicas_publish_a_new_key_use_it_together_and_keep_the_old_one(file: Path) -> None:
    clock = SteppingClock()
    replicas = [replica(file, clock) for _ in range(3)]
    readers = [TokenReader(keys, ISSUER, AUDIENCE, clock) for keys in replicas]
    (first,) = {keys.current().kid for keys in replicas}
    tokens = [token(replicas[0], clock)]
    added, begins = rotate_given(file, clock)
    for _ in range(12):
        clock.pass_by(minutes=1)
        kids = {keys.current().kid for keys in replicas}
        assert kids == {added.kid if clock.now() >= begins else first}
        assert [[key["kid"] for key in keys.published()["keys"]] for keys in replicas] == [[added.kid, first]] * 3
        tokens += [token(keys, clock) for keys in replicas]
        assert {reader.caller(each).role for reader in readers for each in tokens} == {Role.ADMIN}
    assert file.stat().st_mode & 0o777 == 0o640
    assert replica(file, clock).current().kid == added.kid


def test_a_stolen_key_is_good_for_nothing_from_the_next_look_on(file: Path) -> None:
    clock = SteppingClock()
    keys = replica(file, clock)
    stolen = token(keys, clock)
    added, _ = rotate_given(file, clock, at_once=True)
    clock.pass_by(minutes=1)
    assert keys.current().kid == added.kid
    with pytest.raises(TokenKeyUnknown):
        TokenReader(keys, ISSUER, AUDIENCE, clock).caller(stolen)


def test_of_keys_without_an_instant_the_first_signs_and_all_are_published() -> None:
    pems = [new_private_key() for _ in range(3)]
    kids = [signing_key_of(pem).kid for pem in pems]
    keys = given_key_ring(Settings(signing_key=b"\n".join(pems).decode()), SteppingClock())
    assert keys.current().kid == kids[0]
    assert [key["kid"] for key in keys.published()["keys"]] == kids


def test_a_file_that_is_spoilt_meanwhile_changes_nothing(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock = SteppingClock()
    keys = replica(file, clock)
    before = keys.current().kid
    for spoil in (lambda: file.write_bytes(b"half a k"), file.unlink):
        spoil()
        clock.pass_by(minutes=1)
        assert keys.current().kid == before
    assert "signing keys stay as they were" in caplog.text
    file.write_bytes(new_private_key())
    clock.pass_by(minutes=1)
    assert keys.current().kid != before


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is no key in PEM"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "is no key in PEM"),
        (b"Signs from tomorrow\n" + new_private_key(), "says of no instant"),
    ],
)
def test_what_is_no_key_is_refused_by_name(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "keys.pem"
    path.write_bytes(content)
    with pytest.raises(SettingsRefused, match=f"ONETWENTY_SIGNING_KEY: {what}"):
        replica(path, SteppingClock())


def test_the_command_adds_to_the_file_that_the_settings_name(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = keys_of(file.read_bytes())[ALWAYS].kid
    monkeypatch.setenv("ONETWENTY_SIGNING_KEY_FILE", str(file))
    told = CliRunner().invoke(app, ["keys", "rotate"])
    assert told.exit_code == 0, told.output
    assert len(keys_of(file.read_bytes())) == 2
    signed = CliRunner().invoke(app, ["token", "--role", "service"])
    assert jwt.get_unverified_header(signed.stdout.strip())["kid"] == first
    assert CliRunner().invoke(app, ["keys", "rotate", "--stolen"]).exit_code == 0
    (only,) = keys_of(file.read_bytes()).values()
    assert only.kid != first
