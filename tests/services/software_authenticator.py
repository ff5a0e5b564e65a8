"""A passkey in software (WebAuthn level 3, 6): makes keys and signs challenges as a phone's authenticator does."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from shared.http.box64 import to_text

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key pair. `flags`: whether somebody is there, and has shown who they are."""

    host: str = "onetwenty"
    origin: str = "http://onetwenty"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.create`."""
        numbers = self.private.public_key().public_numbers()
        x, y = (number.to_bytes(32) for number in (numbers.x, numbers.y))
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.credential).to_bytes(2) + self.credential + key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(WITH_KEY) + attested})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": to_text(client), "attestationObject": to_text(attestation)})

    def shown(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.get`."""
        self.count += 1
        data, client = self._data(0), self._client("webauthn.get", options["challenge"])
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": to_text(client),
                "authenticatorData": to_text(data),
                "signature": to_text(signature),
            }
        )

    def _data(self, more: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = to_text(self.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
