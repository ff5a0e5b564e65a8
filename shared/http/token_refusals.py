"""What is wrong with a caller's token. Each class is one fact; the answer is 401."""

from typing import ClassVar

from shared.kernel.failures import Rejection


class NotAuthenticated(Rejection):
    """Root of what is wrong with a caller's token; the answer is 401."""

    challenge: ClassVar[str] = 'Bearer realm="onetwenty", error="invalid_token"'


class TokenMissing(NotAuthenticated):
    """No bearer token came with the request."""

    challenge = 'Bearer realm="onetwenty"'


class TokenUnreadable(NotAuthenticated):
    """What came is not a signed JWT, or one of its claims is not what it should be."""


class TokenTypeWrong(NotAuthenticated):
    """A JWT of another kind than an access token (`typ` is not `at+jwt`)."""


class TokenAlgorithmRefused(NotAuthenticated):
    """Signed with an algorithm that is not accepted, or not with its key's."""


class TokenKeyUnknown(NotAuthenticated):
    """Signed with a key that is not published."""


class TokenSignatureWrong(NotAuthenticated):
    """The signature does not belong to the token."""


class TokenClaimMissing(NotAuthenticated):
    """A `claim` that every token of its role needs is absent."""


class TokenExpired(NotAuthenticated):
    """The token's time is over."""


class TokenNotYetValid(NotAuthenticated):
    """The token's time has not begun."""


class TokenIssuerWrong(NotAuthenticated):
    """Issued by somebody else."""


class TokenAudienceWrong(NotAuthenticated):
    """Issued for another system."""


class TokenRoleUnknown(NotAuthenticated):
    """`role` is none of ours."""


class TokenWardUnknown(NotAuthenticated):
    """`ward` is no unit of Da Nang."""


class SessionEnded(NotAuthenticated):
    """The session that the token belongs to is over: it was signed out, or its account is."""


class SessionOnlySends(NotAuthenticated):
    """The session is over; all that its token is still good for is sending what was recorded before."""
