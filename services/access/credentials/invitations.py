"""Invitations: a secret in a QR code that signs in once, and a 6-digit code handed over apart where it was printed."""

import re
from datetime import datetime

import msgspec

from services.access.credentials.proofs import Proofs, new_salt, same
from services.access.credentials.refusals import InvitationCodeWrong, InvitationRefused
from services.access.credentials.shelves import Shelf
from shared.contracts.access import InvitationKind
from shared.ports.credential_store import CredentialStore

TRIES = 5
"""Wrong codes that end a printed invitation."""
_FORM = re.compile(r"([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})")


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What an invitation is recognised by. `wrong` counts wrong codes."""

    account_id: str
    ward: str
    kind: InvitationKind
    salt: str
    expires_at: datetime
    wrong: int = 0


class Invitations:
    """The invitations of one installation. Whether one is used already is the account's to say."""

    def __init__(self, store: CredentialStore, proofs: Proofs) -> None:
        self._shelf = Shelf(store, "invitation", Invitation, lambda one: one.expires_at)
        self._proofs = proofs

    async def make(
        self, invitation_id: str, account_id: str, ward: str, kind: InvitationKind, expires_at: datetime
    ) -> tuple[str, str | None, datetime]:
        """The secret, the code of a printed one, and its end; the same again for the same invitation."""
        made = Invitation(account_id=account_id, ward=ward, kind=kind, salt=new_salt(), expires_at=expires_at)
        if not await self._shelf.add(invitation_id, account_id, made):
            made = await self._shelf.get(invitation_id) or made
        secret = f"{invitation_id}.{self._proofs.of('invitation', invitation_id, made.salt)}"
        return secret, self._code(invitation_id, made), made.expires_at

    async def recognise(self, secret: str, code: str | None, now: datetime) -> tuple[str, Invitation]:
        """The invitation that a secret belongs to. Raises InvitationRefused, or InvitationCodeWrong after counting."""
        form = _FORM.fullmatch(secret)
        found = await self._shelf.get(form[1]) if form else None
        if form is None or found is None or not same(form[2], self._proofs.of("invitation", form[1], found.salt)):
            raise InvitationRefused()
        if now >= found.expires_at or found.wrong >= TRIES:
            raise InvitationRefused()
        expected = self._code(form[1], found)
        if expected is not None:
            await self._check(form[1], expected, code or "")
        return form[1], found

    async def spoilt(self, secret: str) -> tuple[str, Invitation] | None:
        """The invitation of a secret, if its code was guessed wrong too often."""
        form = _FORM.fullmatch(secret)
        found = await self._shelf.get(form[1]) if form else None
        return (form[1], found) if form and found and found.wrong >= TRIES else None

    async def forget(self, now: datetime) -> None:
        """Let go of what has expired."""
        await self._shelf.forget(now)

    async def _check(self, invitation_id: str, expected: str, code: str) -> None:
        def counted(known: Invitation) -> Invitation | None:
            right = known.wrong < TRIES and same(code, expected)
            return None if right else msgspec.structs.replace(known, wrong=known.wrong + 1)

        after = await self._shelf.change(invitation_id, counted)
        if after is None:
            raise InvitationRefused()
        if not same(code, expected) or after.wrong > TRIES:
            raise InvitationCodeWrong(left=max(0, TRIES - after.wrong))

    def _code(self, invitation_id: str, invitation: Invitation) -> str | None:
        if invitation.kind == "screen":
            return None
        return self._proofs.digits("code", invitation_id, invitation.salt)
