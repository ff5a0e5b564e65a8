"""Cryptography gives the answers that standards publish, and what was sealed before opens still."""

from pathlib import Path

import jwt
import pytest

from services.access.credentials.hashing import PasswordHashing
from shared.adapters.master_key import MasterKey, WrongKey, derivation_root, derived_key, master_key_path
from shared.adapters.owner_files import make_owner_file
from shared.flows.sealing import unsealed
from shared.http.callers import KeySet
from shared.kernel.messages import SealedText

GCM_KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
GCM_NONCE = bytes.fromhex("cafebabefacedbaddecaf888")
GCM_TEXT = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
GCM_SEALED = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
    "b094dac5d93471bdec1a502270e3cc6c"
)
"""McGrew and Viega, The Galois/Counter Mode of Operation, test case 15: AES-256, no additional data."""


def test_wrapping_is_aes_256_gcm() -> None:
    key = MasterKey(GCM_KEY)
    assert key.unwrap(GCM_NONCE + GCM_SEALED, "") == GCM_TEXT
    for changed in (GCM_NONCE + GCM_SEALED[:-1] + b"\0", bytes(12) + GCM_SEALED, GCM_SEALED, b""):
        with pytest.raises(WrongKey):
            key.unwrap(changed, "")


def test_derived_keys_follow_rfc_5869(tmp_path: Path) -> None:
    """Its test case 3, extraction without a salt; what is expanded from it is frozen."""
    root = derivation_root(bytes.fromhex("0b" * 22))
    assert root.hex() == "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"
    make_owner_file(master_key_path(tmp_path), bytes(range(32)))
    assert derived_key(tmp_path, "command content").hex() == DERIVED


DERIVED = "be6353555f042bc4f4e7ba1263ac0f474065397db62d0234e12f99fee5f613e1"


async def test_passwords_are_hashed_by_argon2id() -> None:
    """The reference implementation's own test: "password" with the salt "somesalt", 64 MiB, two passes."""
    known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
    hashing = PasswordHashing()
    assert [await hashing.verify(known, word) for word in ("password", "Password")] == [True, False]
    hashing.close()


def test_tokens_are_signed_as_rfc_8037_says() -> None:
    """Its appendix A.4."""
    public = {"kty": "OKP", "crv": "Ed25519", "kid": "k", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    token = f"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.{signature}"
    key = KeySet({"keys": [public]}).key("k")
    assert key is not None
    assert jwt.PyJWS().decode(token, key=key, algorithms=["EdDSA"]) == b"Example of Ed25519 signing"
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.PyJWS().decode(token.replace("RXhh", "RXhi"), key=key, algorithms=["EdDSA"])


BOX = "490ISlGx4BloR0LEy9lrYiqFxuDsBog1xz0hNFc81DJqTykJebdsqqa8IADfMQ=="


def test_a_box_from_before_opens() -> None:
    """Sealed once with the key 0, 1, 2 … 31; a change of binding, key or layout would close every text there is."""
    text = SealedText("20194/roster/1/0/era", "note", BOX)
    opened = unsealed("20194", "household/1", {"note": text}, {"20194/household/1": bytes(range(32))})
    assert opened == {"note": "Bà Ba, xóm trên"}
