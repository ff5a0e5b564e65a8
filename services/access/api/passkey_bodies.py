"""What a browser says of a passkey (WebAuthn level 3, 5.1), every part bounded."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.contracts.access import SessionKind
from shared.http.command_calls import Body

Base64Url = Annotated[str, Field(min_length=1, max_length=8192, pattern=r"^[A-Za-z0-9_-]+$")]
CredentialId = Annotated[str, Field(min_length=1, max_length=1400, pattern=r"^[A-Za-z0-9_-]+$")]
Label = Annotated[str, Field(max_length=60)]


class _Told(Body):
    model_config = ConfigDict(populate_by_name=True)

    def told(self) -> dict[str, Any]:
        """As the browser wrote it."""
        return self.model_dump(by_alias=True, exclude_none=True)


class RegistrationResponse(_Told):
    """What a new passkey answers with."""

    client_data: Base64Url = Field(alias="clientDataJSON")
    attestation: Base64Url = Field(alias="attestationObject")


class AssertionResponse(_Told):
    """What a passkey that is shown answers with."""

    client_data: Base64Url = Field(alias="clientDataJSON")
    authenticator_data: Base64Url = Field(alias="authenticatorData")
    signature: Base64Url
    user_handle: Base64Url | None = Field(default=None, alias="userHandle")


class _PublicKeyCredential(_Told):
    id: CredentialId
    raw_id: CredentialId = Field(alias="rawId")
    type: Literal["public-key"]


class NewCredential(_PublicKeyCredential):
    """A passkey that was just made."""

    response: RegistrationResponse


class ShownCredential(_PublicKeyCredential):
    """A passkey that is shown."""

    response: AssertionResponse


class PasskeyBody(Body):
    """A new passkey; `label` is what its owner calls it."""

    challenge_id: UUID
    credential: NewCredential
    label: Label = ""


class ShownPasskey(Body):
    """A passkey in answer to a challenge."""

    challenge_id: UUID
    credential: ShownCredential


class PasskeySignInBody(ShownPasskey):
    """Sign in with a passkey alone."""

    kind: SessionKind = "office"
    device: Label = ""
