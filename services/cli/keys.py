"""The key that the commands sign tokens with: a folder's, or that of the settings where single services run."""

from pathlib import Path

from services.access.key_ring import known_key_ring
from services.access.signing_keys import SigningKey, signing_key_of
from shared.adapters.system_clock import SystemClock
from shared.settings import Settings, SettingsRefused


def signing_key(data: Path | None, settings: Settings) -> SigningKey:
    """The folder's key where one is named; else ONETWENTY_SIGNING_KEY, else that of the default folder.

    Raises FileRefused or SettingsRefused.
    """
    if data is None and settings.signing_key is not None:
        try:
            return signing_key_of(settings.signing_key.get_secret_value().encode())
        except ValueError as error:
            remedy = "Give the private key that access signs with, in PEM"
            raise SettingsRefused("ONETWENTY_SIGNING_KEY", str(error), remedy) from None
    return known_key_ring(data or settings.data, SystemClock()).current()
