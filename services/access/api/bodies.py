"""What calls of access may hold, every field bounded. Passwords stay out of what a command is hashed by."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.access.credentials.strength import MOST
from shared.contracts.access import InvitationKind
from shared.http.command_calls import Body

SignInName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
NewPassword = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=MOST)]
"""A field with it stays out of what a command is hashed by and of what is drawn: `exclude`, `repr`."""
WardCode = Annotated[str, StringConstraints(min_length=1, max_length=10)]


class AccountBody(Body):
    """An account for somebody of an office. Without `password` one for a single sign-in is made and told once."""

    id: UUID | None = None
    role: Literal["coordinator", "province", "auditor", "admin"]
    ward: WardCode | None = None
    name: SignInName
    password: NewPassword | None = Field(default=None, exclude=True, repr=False)


class SignInNameBody(Body):
    """Name and password for a volunteer. Without `password` one for a single sign-in is made and told once."""

    name: SignInName
    password: NewPassword | None = Field(default=None, exclude=True, repr=False)


class PasswordBody(Body):
    """The present password and the next."""

    password: NewPassword = Field(exclude=True, repr=False)
    new_password: NewPassword = Field(exclude=True, repr=False)


class InvitationKindBody(Body):
    """`screen`: 15 minutes, shown by the coordinator. `printed`: 7 days, with six digits handed over apart."""

    kind: InvitationKind


class LossBody(Body):
    """`lost`: the device is in strange hands, and has no right to send any more either."""

    lost: bool = False
