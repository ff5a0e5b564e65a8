"""Why an account says no. Each class is one fact; its slug is the problem's name in answers."""

from shared.kernel.failures import Invalid, NotFound, Rejection


class AccountUnknown(NotFound):
    """No account that the caller may see has the id."""


class AccountExists(Rejection):
    """The id belongs to an account already."""


class SignInNameTaken(Rejection):
    """Another account of the installation signs in with the name."""


class AccountIsClosed(Rejection):
    """The volunteer has retired; a reinstatement would open the account again."""

    slug = "account-closed"


class AccountIsEnded(Rejection):
    """The account is gone for good."""

    slug = "account-ended"


class OwnAccount(Rejection):
    """Nobody ends or recovers the account they are signed in with."""


class InvitationUnknown(NotFound):
    """There is no such invitation for this account."""


class InvitationIsOver(Rejection):
    """The invitation was used, has expired, or was replaced by a later one."""

    slug = "invitation-over"


class SessionUnknown(NotFound):
    """The account never had such a session."""


class PasskeyUnknown(NotFound):
    """The account has no such passkey."""


class PasskeyNotForRole(Rejection):
    """Volunteers sign in by invitation or password alone."""


class TooManyPasskeys(Rejection):
    """The account has as many passkeys as it may, `limit`."""


class WardMissing(Invalid):
    """The role belongs to a ward, and none is named."""


class WardNotForRole(Invalid):
    """A ward is named for a role that belongs to none."""


class NoSession(NotFound):
    """The caller's token belongs to no session, and so to no device."""
