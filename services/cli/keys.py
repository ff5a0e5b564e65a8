"""The key that the commands sign tokens with: a folder's, or that of the settings where single services run."""

from pathlib import Path

from services.access.given_keys import given_key_ring
from services.access.key_ring import KeyRing, known_key_ring
from services.access.signing_keys import SigningKey
from shared.adapters.system_clock import SystemClock
from shared.settings import Settings


def signing_key(data: Path | None, settings: Settings) -> SigningKey:
    """The folder's key where one is named; else ONETWENTY_SIGNING_KEY, else that of the default folder.

    Raises FileRefused or SettingsRefused.
    """
    return keys_of_place(data, settings).current()


def keys_of_place(data: Path | None, settings: Settings) -> KeyRing:
    """All keys of that place. Raises FileRefused or SettingsRefused."""
    if data is None and given(settings):
        return given_key_ring(settings, SystemClock())
    return known_key_ring(data or settings.data, SystemClock())


def given(settings: Settings) -> bool:
    """Whether the settings give signing keys."""
    return settings.signing_key is not None or settings.signing_key_file is not None
