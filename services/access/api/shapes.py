"""Answers of access as OpenAPI tells them."""

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from shared.contracts.access import AccountRole, SessionKind
from shared.http.shapes import CommandAnswer, Count, Id, Listing, Shape
from shared.kernel.days import Instant


class SignedIn(Shape, kw_only=True):
    """A session: its access token, good for `expires_in` seconds, and until when it lasts unless it is refreshed. The
    credential to refresh it with is in a cookie that no script reads. `after_end`: the session ended then, and the
    token is good for `POST /commands` with what was recorded before, nothing else."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: Count
    session_id: Id
    session_expires_at: Instant
    account_id: Id
    role: AccountRole
    ward: str | None
    volunteer_id: Id | None
    after_end: Instant | UnsetType = UNSET


class Device(Shape, kw_only=True):
    """One device that is signed in. `current`: the one that asks."""

    session_id: Id
    kind: SessionKind
    device: str
    started_at: Instant
    used_at: Instant
    expires_at: Instant
    current: bool


class Devices(Listing[Device], kw_only=True):
    """All devices of an account, at most ten."""


class EndShape(Shape, kw_only=True):
    """The end of one session. `lost`: its device has no right to send any more."""

    session_id: Id
    told_at: Instant
    lost: bool


class Ends(Shape, kw_only=True):
    """Sessions that ended while access tokens of theirs may still be good."""

    items: list[EndShape]


class Account(Shape, kw_only=True):
    """An account. `name` is what it signs in with, if it has one."""

    id: Id
    role: AccountRole
    ward: str | None
    volunteer_id: Id | None
    situation: Literal["open", "closed", "ended"]
    name: str | None
    passkeys: Count


class Accounts(Listing[Account], kw_only=True):
    """A page of accounts."""


class AccountAnswer(CommandAnswer, kw_only=True):
    """An account that was made or recovered; `one_time_password` signs in once and is never shown again."""

    one_time_password: str | UnsetType = UNSET


class InvitationAnswer(CommandAnswer, kw_only=True):
    """An invitation. `url`, whose fragment is the secret, is what the QR code (`svg`) holds; opening it uses nothing.
    `code` goes with a printed one, by another way."""

    url: str
    svg: str
    code: str | UnsetType = UNSET
    expires_at: Instant


class PasskeyChallenge(Shape, kw_only=True):
    """A challenge, good once and for five minutes. `options` is what `navigator.credentials` takes, as JSON."""

    challenge_id: Id
    options: dict[str, Any]


class OwnPasskey(Shape, kw_only=True):
    """A passkey of the account that asks."""

    id: Id
    label: str
    added_at: Instant
    used_at: Instant | None


class OwnAccount(Account, kw_only=True):
    """The account that asks, with its passkeys."""

    own_passkeys: list[OwnPasskey]
