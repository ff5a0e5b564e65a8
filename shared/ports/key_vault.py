"""Keys of people: one data key for each household or volunteer, wrapped by the installation's master key."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol


class KeyState(StrEnum):
    """`NEVER`: no key was ever made, an error when something sealed asks for it. `ERASED`: destroyed for good."""

    ACTIVE = "active"
    ERASED = "erased"
    NEVER = "never"


class KeyVault(Protocol):
    """The vault of one service. A subject is `<ward>/household/<id>` or `<ward>/volunteer/<id>`."""

    async def key_for_sealing(self, subject: str) -> bytes | None:
        """The subject's 32-byte key, made durably at first need; None when it has been erased."""
        ...

    async def keys_for_opening(self, subjects: Sequence[str]) -> Mapping[str, bytes | None]:
        """Keys by subject, None where erased; a subject that never had a key is absent."""
        ...

    async def state(self, subject: str) -> KeyState:
        """Which of the three states the subject's key is in."""
        ...

    async def destroy(self, subject: str) -> None:
        """Destroy the key, or mark it as erased before any was made. Repeating it changes nothing."""
        ...

    async def erased(self) -> Sequence[str]:
        """Every erased subject, sorted; what a restore must apply again."""
        ...
