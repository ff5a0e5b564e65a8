"""Evidence: a statement signed with the installation's evidence key, as a JWS (RFC 7515, compact, EdDSA).

The key is derived from the installation's secret and for this purpose alone, so every replica signs alike and none of
them keeps one more file; a statement signed again is the same to the byte.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TYPE = "onetwenty-evidence+jws"
"""`typ` of every evidence, so that it can be taken for no token and no token for it."""
_PURPOSE = b"onetwenty evidence signing"


class EvidenceRefused(Exception):
    """What was given is no evidence, or not this installation's; the message says why."""


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """The private key, with the id (RFC 7638 thumbprint) of its public half."""

    private: Ed25519PrivateKey
    kid: str

    def sign(self, statement: Mapping[str, Any]) -> str:
        """The evidence of `statement`."""
        headers = {"kid": self.kid, "typ": TYPE}
        return jwt.PyJWS().encode(msgspec.json.encode(statement), self.private, algorithm="EdDSA", headers=headers)

    def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set that evidence is checked with; everyone may have it."""
        return {"keys": [{**_members(self.private.public_key()), "kid": self.kid, "alg": "EdDSA", "use": "sig"}]}


def evidence_key(secret: bytes) -> EvidenceKey:
    """The evidence key of the installation whose `secret` this is."""
    seed = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(secret)
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return EvidenceKey(private, _thumbprint(private.public_key()))


def checked_statement(evidence: str, jwks: Mapping[str, Any]) -> dict[str, Any]:
    """What a piece of evidence states, when one of these keys has signed it. Raises EvidenceRefused."""
    try:
        header = jwt.get_unverified_header(evidence)
        keys = {key.key_id: key for key in (jwt.PyJWK(one) for one in jwks["keys"])}
        if header.get("typ") != TYPE:
            raise EvidenceRefused("it is no evidence of an erasure")
        if header.get("kid") not in keys:
            raise EvidenceRefused(f"it is signed with the key {header.get('kid')}, which is not among those given")
        signed = jwt.PyJWS().decode_complete(evidence, keys[header["kid"]], algorithms=["EdDSA"])
        statement = msgspec.json.decode(signed["payload"], type=dict[str, Any])
    except jwt.InvalidSignatureError:
        raise EvidenceRefused("its signature does not belong to it: it was changed") from None
    except (jwt.PyJWTError, msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise EvidenceRefused(f"it, or the keys, cannot be read ({error})") from None
    return statement


def _members(public: Ed25519PublicKey) -> dict[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public.public_bytes(Encoding.Raw, PublicFormat.Raw))}


def _thumbprint(public: Ed25519PublicKey) -> str:
    return _base64url(sha256(msgspec.json.encode(_members(public))).digest())


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
