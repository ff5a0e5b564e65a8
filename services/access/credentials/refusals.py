"""Why nobody is let in. What a stranger could learn from is one refusal, whatever was wrong."""

from typing import ClassVar

from shared.http.token_refusals import NotAuthenticated
from shared.kernel.failures import Forbidden, Invalid, NotFound, Unavailable


class NotSignedIn(NotAuthenticated):
    """Root of refused sign-ins."""

    challenge: ClassVar[str] = 'Bearer realm="onetwenty"'


class SignInRefused(NotSignedIn):
    """Unknown name, wrong password, an account that is closed: nobody is told which."""


class PasswordIsOneTime(NotSignedIn):
    """The password is right, and good only together with the one that follows it."""


class PasskeyNeeded(NotSignedIn):
    """The password is right, and the account has passkeys: one of them is needed too."""


class PasskeyRefused(NotSignedIn):
    """The challenge is over, or the passkey's answer to it is wrong."""


class SessionNotRefreshed(NotSignedIn):
    """No session, an ended one, or a credential that was used before."""


class InvitationRefused(NotSignedIn):
    """Unknown, used, replaced or expired."""


class InvitationCodeWrong(NotSignedIn):
    """The 6-digit code is wrong or missing; `left` tries remain."""


class OutsideSignInRefused(NotSignedIn):
    """The other issuer's answer belongs to no attempt of this browser, or is not what it should be."""


class OutsiderHasNoRole(Forbidden):
    """The other issuer knows them, and no row of the table gives them a role here."""


class NoOutsideIssuer(NotFound):
    """No other issuer is configured."""


class IssuerAway(Unavailable):
    """The other issuer does not answer, or not as it should."""


class SignInBusy(Unavailable):
    """More passwords wait to be checked than should."""


class SignInNameMalformed(Invalid):
    """A name that nobody could sign in with."""


class PasswordWrong(Invalid):
    """The present password, asked for before it is changed, is another."""


class PasswordTooWeak(Invalid):
    """Root of passwords that would be guessed."""


class PasswordTooShort(PasswordTooWeak):
    """Fewer characters than `least`."""


class PasswordNamesYou(PasswordTooWeak):
    """It is made of the name it belongs to."""


class PasswordCommon(PasswordTooWeak):
    """It stands, perhaps a little disguised, on lists of what people choose."""


class PasswordPatterned(PasswordTooWeak):
    """Repetitions, rows of letters or digits, patterns of the keyboard, or a date."""
