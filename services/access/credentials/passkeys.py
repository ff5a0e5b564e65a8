"""Passkeys (WebAuthn level 3), verified by py_webauthn: each challenge is good once and for five minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import InvalidAuthenticationResponse, InvalidJSONStructure, InvalidRegistrationResponse
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.access.credentials.refusals import PasskeyRefused
from services.access.credentials.shelves import Shelf
from shared.ports.credential_store import CredentialStore

CHALLENGE_LASTS = timedelta(minutes=5)
_REFUSED = (InvalidAuthenticationResponse, InvalidRegistrationResponse, InvalidJSONStructure, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a passkey belongs: the host name, and the origin of the page that asks for it."""

    host: str
    origin: str


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """What a passkey's answers are checked with. `label`: what its owner calls it."""

    account_id: str
    credential: str
    public_key: str
    sign_count: int
    label: str
    added_at: datetime
    used_at: datetime | None = None


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, of whom (nobody named at sign-in), and for what."""

    purpose: str
    account_id: str
    value: str
    expires_at: datetime


class Passkeys:
    """The passkeys of one installation."""

    def __init__(self, store: CredentialStore) -> None:
        self._passkeys = Shelf(store, "passkey", Passkey, lambda one: one.added_at)
        self._challenges = Shelf(store, "challenge", Challenge, lambda one: one.expires_at)

    async def of_account(self, account_id: str) -> Mapping[str, Passkey]:
        """An account's passkeys by id, the oldest first."""
        return await self._passkeys.of_account(account_id)

    async def ids_of(self, account_id: str) -> Sequence[str]:
        """Their ids."""
        return list(await self._passkeys.of_account(account_id))

    async def remove(self, passkey_id: str) -> None:
        """Let go of one."""
        await self._passkeys.take(passkey_id)

    async def registration(self, challenge_id: str, account_id: str, name: str, site: Site, now: datetime) -> str:
        """Options for making a passkey, JSON for `navigator.credentials.create`."""
        known = await self._passkeys.of_account(account_id)
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name="OneTwenty",
            user_id=account_id.encode(),
            user_name=name,
            user_display_name=name,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in known.values()
            ],
        )
        await self._keep(challenge_id, "registration", account_id, options.challenge, now)
        return webauthn.options_to_json(options)

    async def verified_registration(
        self, challenge_id: str, account_id: str, answer: Mapping[str, Any], label: str, site: Site, now: datetime
    ) -> tuple[str, Passkey]:
        """The new passkey and its id, not kept yet. Raises PasskeyRefused."""
        asked = await self._take(challenge_id, "registration", now)
        if asked.account_id != account_id:
            raise PasskeyRefused()
        try:
            found = webauthn.verify_registration_response(
                credential=dict(answer),
                expected_challenge=base64url_to_bytes(asked.value),
                expected_rp_id=site.host,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except _REFUSED:
            raise PasskeyRefused() from None
        passkey = Passkey(
            account_id=account_id,
            credential=bytes_to_base64url(found.credential_id),
            public_key=bytes_to_base64url(found.credential_public_key),
            sign_count=found.sign_count,
            label=label,
            added_at=now,
        )
        passkey_id = passkey_id_of(passkey.credential)
        if await self._passkeys.get(passkey_id) is not None:
            raise PasskeyRefused()
        return passkey_id, passkey

    async def keep(self, passkey_id: str, passkey: Passkey) -> None:
        """Let it sign in from now on."""
        await self._passkeys.add(passkey_id, passkey.account_id, passkey)

    async def request(self, challenge_id: str, site: Site, now: datetime) -> str:
        """Options for showing any passkey of this site, JSON for `navigator.credentials.get`."""
        options = webauthn.generate_authentication_options(
            rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED
        )
        await self._keep(challenge_id, "sign-in", "", options.challenge, now)
        return webauthn.options_to_json(options)

    async def shown(self, challenge_id: str, answer: Mapping[str, Any], site: Site, now: datetime) -> tuple[str, str]:
        """The account whose passkey was shown, and the passkey. Raises PasskeyRefused."""
        asked = await self._take(challenge_id, "sign-in", now)
        passkey_id = passkey_id_of(str(answer.get("id", "")))
        known = await self._passkeys.get(passkey_id)
        if known is None:
            raise PasskeyRefused()
        try:
            found = webauthn.verify_authentication_response(
                credential=dict(answer),
                expected_challenge=base64url_to_bytes(asked.value),
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=base64url_to_bytes(known.public_key),
                credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )
        except _REFUSED:
            raise PasskeyRefused() from None
        await self._passkeys.change(
            passkey_id, lambda one: msgspec.structs.replace(one, sign_count=found.new_sign_count, used_at=now)
        )
        return known.account_id, passkey_id

    async def forget(self, now: datetime) -> None:
        """Let go of challenges that nobody answered."""
        await self._challenges.forget(now)

    async def _keep(self, challenge_id: str, purpose: str, account_id: str, value: bytes, now: datetime) -> None:
        challenge = Challenge(
            purpose=purpose, account_id=account_id, value=bytes_to_base64url(value), expires_at=now + CHALLENGE_LASTS
        )
        await self._challenges.add(challenge_id, "", challenge)

    async def _take(self, challenge_id: str, purpose: str, now: datetime) -> Challenge:
        found = await self._challenges.take(challenge_id)
        if found is None or found.purpose != purpose or now >= found.expires_at:
            raise PasskeyRefused()
        return found


def passkey_id_of(credential: str) -> str:
    """The id that a passkey is known by here."""
    return str(uuid5(NAMESPACE_URL, f"passkey:{credential}"))
