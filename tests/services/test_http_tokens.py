"""Tokens of every bad kind are refused, each with its own problem; a good one is remembered until it expires."""

import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from services.access.signing_keys import SigningKey
from shared.http import callers
from shared.http.box64 import to_text
from shared.http.callers import KeySet, TokenReader
from shared.http.ended_sessions import EndedSessions, SessionEnd
from shared.http.token_refusals import NotAuthenticated
from shared.kernel.scope import Role, Scope
from tests.services.toy_service import VOLUNTEER, WARD, SteppingClock

ISSUER, AUDIENCE = "https://issuer.example", "onetwenty-api"
KEY = SigningKey(Ed25519PrivateKey.generate(), "key-1")
ANOTHER = SigningKey(Ed25519PrivateKey.generate(), "key-1")
RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
KEYS: dict[str, Any] = {
    "keys": [
        *KEY.jwks()["keys"],
        {**RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True), "kid": "key-rsa", "alg": "RS256"},
        {**ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True), "kid": "key-ec", "alg": "ES256"},
        {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "kid": "key-oct", "alg": "HS256"},
    ]
}
CLOCK = SteppingClock()
NOW = int(CLOCK.now().timestamp())
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "exp": NOW + 600,
    "sub": "account-1",
    "role": "coordinator",
    "ward": WARD,
}
HEADERS = {"kid": "key-1", "typ": "at+jwt"}


@pytest.fixture
def reader() -> TokenReader:
    return TokenReader(KeySet(KEYS), ISSUER, AUDIENCE, SteppingClock())


def token(key: Any = KEY.private, algorithm: str = "EdDSA", headers: Any = None, **claims: Any) -> str:
    """A token that differs from a good one in what is named; a claim that is None is left out."""
    content = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode(content, key, algorithm=algorithm, headers={**HEADERS, **(headers or {})})


def bearer(reader: TokenReader, content: str) -> Scope:
    return reader.caller(f"Bearer {content}")


def test_a_good_token_gives_its_scope(reader: TokenReader) -> None:
    assert bearer(reader, token()) == Scope(Role.COORDINATOR, "account-1", WARD)
    assert reader.caller(f"bearer {token()}").role is Role.COORDINATOR


def test_an_old_ward_code_becomes_the_canonical_one(reader: TokenReader) -> None:
    from shared.reference.units import units

    renamed = next(unit for unit in units().values() if unit.also)
    assert bearer(reader, token(ward=renamed.also[0])).ward == renamed.code


def test_a_volunteer_is_known_by_id(reader: TokenReader) -> None:
    scope = bearer(reader, token(role="volunteer", volunteer_id=VOLUNTEER.upper()))
    assert scope == Scope(Role.VOLUNTEER, "account-1", WARD, VOLUNTEER)


@pytest.mark.parametrize("role", ["province", "auditor", "admin", "service"])
def test_roles_without_a_ward_have_none(reader: TokenReader, role: str) -> None:
    assert bearer(reader, token(role=role)).ward is None
    assert bearer(reader, token(role=role, ward=None)).role == role


@pytest.mark.parametrize(("key", "algorithm", "kid"), [(RSA_KEY, "RS256", "key-rsa"), (EC_KEY, "ES256", "key-ec")])
def test_other_asymmetric_keys_are_taken(reader: TokenReader, key: Any, algorithm: str, kid: str) -> None:
    assert bearer(reader, token(key, algorithm, {"kid": kid})).role is Role.COORDINATOR


def _unsigned() -> str:
    return jwt.encode(CLAIMS, None, algorithm="none", headers=HEADERS)


def _hmac_with_public_key() -> str:
    """The classic confusion of RS256 and HS256 (RFC 8725, 2.1)."""
    return _by_hand({"alg": "HS256", "typ": "at+jwt", "kid": "key-rsa"})


def _by_hand(header: dict[str, Any]) -> str:
    """Signed by HMAC with the text of a public key, which no library would do."""
    public = RSAAlgorithm.to_jwk(RSA_KEY.public_key()).encode()
    signed = ".".join(to_text(json.dumps(part).encode()) for part in (header, CLAIMS))
    return f"{signed}.{to_text(hmac.digest(public, signed.encode(), 'sha256'))}"


def _with_other_payload() -> str:
    header, _, signature = token().split(".")
    payload = token(role="admin").split(".")[1]
    return f"{header}.{payload}.{signature}"


BAD: list[tuple[str, Callable[[], str], type[NotAuthenticated]]] = [
    ("empty", lambda: "", callers.TokenUnreadable),
    ("words", lambda: "spam and eggs", callers.TokenUnreadable),
    ("three dots", lambda: "a.b.c", callers.TokenUnreadable),
    ("endless", lambda: "a" * 100_000, callers.TokenUnreadable),
    ("not ascii", lambda: "ă.b.c", callers.TokenUnreadable),
    ("unsigned", _unsigned, callers.TokenAlgorithmRefused),
    ("HS256", lambda: token("s" * 32, "HS256"), callers.TokenAlgorithmRefused),
    ("HS256 with a public key", _hmac_with_public_key, callers.TokenAlgorithmRefused),
    ("published secret", lambda: token("s" * 32, "HS256", {"kid": "key-oct"}), callers.TokenAlgorithmRefused),
    ("another key's algorithm", lambda: token(RSA_KEY, "RS256", {"kid": "key-1"}), callers.TokenAlgorithmRefused),
    ("same family, other hash", lambda: token(RSA_KEY, "RS512", {"kid": "key-rsa"}), callers.TokenAlgorithmRefused),
    ("unknown kid", lambda: token(headers={"kid": "key-9"}), callers.TokenKeyUnknown),
    ("kid of another kind", lambda: _by_hand({"alg": "EdDSA", "typ": "at+jwt", "kid": 7}), callers.TokenUnreadable),
    ("no kid", lambda: _by_hand({"alg": "EdDSA", "typ": "at+jwt"}), callers.TokenKeyUnknown),
    ("wrong signature", lambda: token(ANOTHER.private), callers.TokenSignatureWrong),
    ("changed payload", _with_other_payload, callers.TokenSignatureWrong),
    ("an id token", lambda: token(headers={"typ": "JWT"}), callers.TokenTypeWrong),
    ("expired", lambda: token(exp=NOW), callers.TokenExpired),
    ("not yet", lambda: token(nbf=NOW + 600), callers.TokenNotYetValid),
    ("issued in the future", lambda: token(iat=NOW + 600), callers.TokenNotYetValid),
    ("session in words", lambda: token(sid="my phone"), callers.TokenUnreadable),
    ("no exp", lambda: token(exp=None), callers.TokenClaimMissing),
    ("exp in words", lambda: token(exp="tomorrow"), callers.TokenUnreadable),
    ("no iss", lambda: token(iss=None), callers.TokenClaimMissing),
    ("other iss", lambda: token(iss="https://else.example"), callers.TokenIssuerWrong),
    ("no aud", lambda: token(aud=None), callers.TokenClaimMissing),
    ("other aud", lambda: token(aud=["a", "b"]), callers.TokenAudienceWrong),
    ("no sub", lambda: token(sub=None), callers.TokenClaimMissing),
    ("sub with blanks", lambda: token(sub="Nguyen Thi Bi"), callers.TokenUnreadable),
    ("no role", lambda: token(role=None), callers.TokenClaimMissing),
    ("unknown role", lambda: token(role="root"), callers.TokenRoleUnknown),
    ("coordinator without a ward", lambda: token(ward=None), callers.TokenClaimMissing),
    ("unknown ward", lambda: token(ward="00000"), callers.TokenWardUnknown),
    ("ward of another kind", lambda: token(ward=20197), callers.TokenUnreadable),
    ("volunteer without an id", lambda: token(role="volunteer"), callers.TokenClaimMissing),
    ("volunteer's id in words", lambda: token(role="volunteer", volunteer_id="me"), callers.TokenUnreadable),
]


@pytest.mark.parametrize(("make", "refusal"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_each_bad_token_is_refused_for_its_own_reason(
    reader: TokenReader, make: Callable[[], str], refusal: type[NotAuthenticated]
) -> None:
    with pytest.raises(NotAuthenticated) as caught:
        bearer(reader, make())
    assert type(caught.value) is refusal


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic dXNlcjpwYXNz", "eyJhbGciOiJFZERTQSJ9"])
def test_no_token_is_said_apart_from_a_bad_one(reader: TokenReader, header: str | None) -> None:
    with pytest.raises(callers.TokenMissing):
        reader.caller(header)


def test_an_audience_may_be_one_of_several(reader: TokenReader) -> None:
    assert bearer(reader, token(aud=["another", AUDIENCE])).actor == "account-1"


class _CountingKeys(KeySet):
    looked_up = 0

    def key(self, kid: str) -> jwt.PyJWK | None:
        self.looked_up += 1
        return super().key(kid)


def test_a_token_is_verified_once_and_forgotten_when_it_expires() -> None:
    clock, keys = SteppingClock(), _CountingKeys(KEYS)
    reader = TokenReader(keys, ISSUER, AUDIENCE, clock)
    good = token()
    assert [bearer(reader, good).actor for _ in range(5)] == ["account-1"] * 5
    assert keys.looked_up == 1
    clock.pass_by(seconds=599)
    assert bearer(reader, good).actor == "account-1"
    clock.pass_by(seconds=1)
    with pytest.raises(callers.TokenExpired):
        bearer(reader, good)
    with pytest.raises(callers.TokenExpired):
        bearer(reader, good)


def test_only_so_many_tokens_are_remembered() -> None:
    keys = _CountingKeys(KEYS)
    reader = TokenReader(keys, ISSUER, AUDIENCE, SteppingClock(), remembered=2)
    first, second, third = (token(sub=f"account-{number}") for number in range(3))
    for each in (first, second, first, third, first):
        bearer(reader, each)
    assert keys.looked_up == 3
    bearer(reader, second)
    assert keys.looked_up == 4


def test_a_bad_token_is_not_remembered_as_good(reader: TokenReader) -> None:
    forged = token(ANOTHER.private)
    for _ in range(2):
        with pytest.raises(callers.TokenSignatureWrong):
            bearer(reader, forged)


def test_the_end_of_a_session_refuses_its_tokens_at_once() -> None:
    ended = EndedSessions()
    reader = TokenReader(KeySet(KEYS), ISSUER, AUDIENCE, SteppingClock(), ended=ended)
    ours, another = token(sid="session-1"), token(sid="session-2")
    assert bearer(reader, ours).session_id == "session-1"
    ended.note([SessionEnd(session_id="session-1", told_at=CLOCK.now())])
    with pytest.raises(callers.SessionEnded):
        bearer(reader, ours)
    assert bearer(reader, another).session_id == "session-2"


def test_after_its_end_a_session_sends_and_does_nothing_else() -> None:
    ended = EndedSessions()
    reader = TokenReader(KeySet(KEYS), ISSUER, AUDIENCE, SteppingClock(), ended=ended)
    ended.note([SessionEnd(session_id="session-1", told_at=CLOCK.now())])
    only_sends = f"Bearer {token(sid='session-1', after_end=NOW)}"
    scope = reader.caller(only_sends, sending=True)
    assert scope.ended_at is not None
    assert scope.ended_at.timestamp() == NOW
    with pytest.raises(callers.SessionOnlySends):
        reader.caller(only_sends)
    ended.note([SessionEnd(session_id="session-1", told_at=CLOCK.now(), lost=True)])
    with pytest.raises(callers.SessionEnded):
        reader.caller(only_sends, sending=True)


def test_ends_are_forgotten_once_no_token_outlives_them_and_a_loss_is_not_taken_back() -> None:
    clock, ended = SteppingClock(), EndedSessions()
    ended.note([SessionEnd(session_id="session-1", told_at=clock.now(), lost=True)])
    ended.note([SessionEnd(session_id="session-1", told_at=clock.now())])
    clock.pass_by(minutes=15)
    ended.forget(clock.now())
    assert ended.refuses("session-1", sending=True)
    clock.pass_by(minutes=2)
    ended.forget(clock.now())
    assert not ended.refuses("session-1", sending=False)
