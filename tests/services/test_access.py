"""The installation's signing key, the tokens it signs, and the keys that are published."""

import multiprocessing
import os
import stat
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.access.assembly import access_app, token_reader
from services.access.signing_keys import open_signing_key, signing_key_path
from services.access.tokens import TokenNotMade, TokenWish, sign_token
from shared.adapters.owner_files import FileRefused
from shared.http.callers import KeySet, TokenExpired, TokenKeyUnknown, TokenReader
from shared.kernel.scope import Role, Scope
from shared.reference.units import units
from shared.settings import AUDIENCE, ISSUER, Settings
from tests.services.toy_service import VOLUNTEER, WARD, SteppingClock

SETTINGS = Settings()


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = open_signing_key(tmp_path)
    again = open_signing_key(tmp_path)
    path = signing_key_path(tmp_path)
    assert first.kid == again.kid
    assert path == tmp_path / "keys" / "signing.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(os.listdir(path.parent)) == ["signing.pem"]


def test_another_folder_has_another_key(tmp_path: Path) -> None:
    assert open_signing_key(tmp_path / "a").kid != open_signing_key(tmp_path / "b").kid


def _kid(folder: Path) -> str:
    return open_signing_key(folder).kid


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert len(set(pool.map(_kid, [tmp_path] * 8, chunksize=1))) == 1


def _other_key() -> bytes:
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "is no key"), (b"spam", "is no key"), (b"\xff" * 64, "is no key"), (_other_key(), "not Ed25519")],
)
def test_a_file_that_is_no_key_is_refused_with_the_remedy(tmp_path: Path, content: bytes, what: str) -> None:
    path = signing_key_path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(FileRefused) as caught:
        open_signing_key(tmp_path)
    assert what in caught.value.what
    assert str(path) in str(caught.value)
    assert caught.value.remedy
    assert path.read_bytes() == content


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    open_signing_key(tmp_path)
    signing_key_path(tmp_path).chmod(0o644)
    with pytest.raises(FileRefused) as caught:
        open_signing_key(tmp_path)
    assert "0644" in caught.value.what
    assert "chmod 600" in caught.value.remedy


def test_a_key_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    signing_key_path(tmp_path).mkdir(parents=True)
    with pytest.raises(FileRefused, match="cannot be read"):
        open_signing_key(tmp_path)


def test_a_folder_that_takes_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("in the way")
    with pytest.raises(FileRefused, match="cannot be made"):
        open_signing_key(tmp_path)


@pytest.mark.parametrize(
    ("wish", "scope"),
    [
        (TokenWish(role=Role.ADMIN), Scope(Role.ADMIN, "admin")),
        (TokenWish(role=Role.PROVINCE, subject="account-9"), Scope(Role.PROVINCE, "account-9")),
        (TokenWish(role=Role.COORDINATOR, ward=WARD), Scope(Role.COORDINATOR, f"coordinator-{WARD}", WARD)),
        (
            TokenWish(role=Role.VOLUNTEER, ward=WARD, volunteer_id=VOLUNTEER),
            Scope(Role.VOLUNTEER, f"volunteer-{VOLUNTEER}", WARD, VOLUNTEER),
        ),
    ],
)
def test_a_token_gives_the_scope_it_was_made_for(tmp_path: Path, wish: TokenWish, scope: Scope) -> None:
    key, clock = open_signing_key(tmp_path), SteppingClock()
    reader = token_reader(key, clock, SETTINGS)
    assert reader.caller(f"Bearer {sign_token(key, clock, wish)}") == scope


def test_a_token_has_the_claims_of_rfc_9068(tmp_path: Path) -> None:
    key, clock = open_signing_key(tmp_path), SteppingClock()
    token = sign_token(key, clock, TokenWish(role=Role.COORDINATOR, ward=WARD, hours=2))
    claims = jwt.decode(token, options={"verify_signature": False})
    header = jwt.get_unverified_header(token)
    assert (header["typ"], header["alg"], header["kid"]) == ("at+jwt", "EdDSA", key.kid)
    assert set(claims) == {"iss", "aud", "sub", "exp", "iat", "jti", "role", "ward"}
    assert (claims["iss"], claims["aud"]) == (ISSUER, AUDIENCE)
    assert claims["exp"] - claims["iat"] == 2 * 3600


def test_a_token_ends_with_its_hours(tmp_path: Path) -> None:
    key, clock = open_signing_key(tmp_path), SteppingClock()
    reader = token_reader(key, clock, SETTINGS)
    token = sign_token(key, clock, TokenWish(role=Role.ADMIN, hours=1))
    clock.pass_by(minutes=59)
    assert reader.caller(f"Bearer {token}").role is Role.ADMIN
    clock.pass_by(minutes=1)
    with pytest.raises(TokenExpired):
        reader.caller(f"Bearer {token}")


def test_a_ward_s_old_code_becomes_the_canonical_one(tmp_path: Path) -> None:
    renamed = next(unit for unit in units().values() if unit.also)
    key, clock = open_signing_key(tmp_path), SteppingClock()
    token = sign_token(key, clock, TokenWish(role=Role.COORDINATOR, ward=renamed.also[0]))
    assert jwt.decode(token, options={"verify_signature": False})["ward"] == renamed.code


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (TokenWish(role=Role.COORDINATOR), "needs a ward"),
        (TokenWish(role=Role.VOLUNTEER, ward=WARD), "needs the volunteer"),
        (TokenWish(role=Role.VOLUNTEER, ward=WARD, volunteer_id="me"), "UUID"),
        (TokenWish(role=Role.COORDINATOR, ward="99999"), "99999"),
        (TokenWish(role=Role.ADMIN, subject="two words"), "subject"),
        (TokenWish(role=Role.ADMIN, hours=0), "hours"),
        (TokenWish(role=Role.ADMIN, hours=-1), "hours"),
        (TokenWish(role=Role.ADMIN, hours=1e9), "hours"),
        (TokenWish(role=Role.ADMIN, hours=float("nan")), "hours"),
    ],
)
def test_a_wish_that_no_caller_could_use_is_refused(tmp_path: Path, wish: TokenWish, why: str) -> None:
    with pytest.raises(TokenNotMade, match=why):
        sign_token(open_signing_key(tmp_path), SteppingClock(), wish)


@pytest.mark.parametrize("path", ["/api/access/v1/jwks", "/.well-known/jwks.json"])
async def test_anyone_may_read_the_public_keys_and_check_tokens_with_them(tmp_path: Path, path: str) -> None:
    key, clock = open_signing_key(tmp_path), SteppingClock()
    transport = httpx.ASGITransport(app=access_app(key, clock, SETTINGS))
    async with httpx.AsyncClient(transport=transport, base_url="http://access") as client:
        answer = await client.get(path)
    jwks: dict[str, Any] = answer.json()
    assert set(jwks["keys"][0]) == {"kty", "crv", "x", "kid", "alg", "use"}
    reader = TokenReader(KeySet(jwks), ISSUER, AUDIENCE, clock)
    token = sign_token(key, clock, TokenWish(role=Role.ADMIN))
    assert reader.caller(f"Bearer {token}").role is Role.ADMIN
    other = sign_token(open_signing_key(tmp_path / "other"), clock, TokenWish(role=Role.ADMIN))
    with pytest.raises(TokenKeyUnknown):
        reader.caller(f"Bearer {other}")


async def test_openapi_says_that_the_keys_are_public(tmp_path: Path) -> None:
    app = access_app(open_signing_key(tmp_path), SteppingClock(), SETTINGS)
    paths = app.openapi()["paths"]
    assert all(paths[path]["get"]["security"] == [] for path in ("/api/access/v1/jwks", "/.well-known/jwks.json"))
