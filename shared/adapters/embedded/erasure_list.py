"""The list of erased people, kept outside the data folder, so that restoring an old backup cannot bring them back."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from shared.adapters.owner_files import FileRefused
from shared.kernel.days import rfc3339
from shared.ports.clock import Clock
from shared.ports.key_vault import KeyState, KeyVault


class Erasure(msgspec.Struct, frozen=True):
    """One erased subject, `<ward>/household/<id>` or `<ward>/volunteer/<id>`, without anything about the person."""

    subject: str
    erased_at: str


class _Title(msgspec.Struct, frozen=True):
    installation: str


class ErasureList:
    """A file of JSON lines, the first of which names the installation. It only grows."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def belong_to(self, installation: str, *, new: bool = False) -> None:
        """Begin the list at the first start; later make sure that it is this installation's.

        A `new` installation puts the list of an earlier one aside, under that one's id. Raises FileRefused when an
        older installation finds another's list, or when it cannot be read or written.
        """
        if self.path.exists() and new:
            self._put_aside()
        if not self.path.exists():
            self._append(_Title(installation))
        elif self.installation() != installation:
            raise FileRefused(
                self.path,
                "lists who was erased from another installation",
                "Put this installation's own list there; if that is lost, move this one away",
            )

    def _put_aside(self) -> None:
        try:
            self.path.rename(self.path.with_name(f"{self.path.stem}.{self.installation()}{self.path.suffix}"))
        except OSError as error:
            raise FileRefused(
                self.path, f"cannot be put aside ({error.strerror})", "Check the owner and mode of its folder"
            ) from None

    def installation(self) -> str:
        """Whose list this is. Raises FileRefused when it is missing or no such list."""
        return self._read()[0]

    def erasures(self) -> Sequence[Erasure]:
        """Everyone on the list, in the order of erasure."""
        return self._read()[1]

    def add(self, subject: str, clock: Clock) -> None:
        """Put a subject on the list, durably; once is enough."""
        self.add_all([subject], clock)

    def add_all(self, subjects: Sequence[str], clock: Clock) -> None:
        """Put those of the subjects on the list, durably, that are not there yet; the list is read once."""
        known = {erasure.subject for erasure in self.erasures()}
        now = rfc3339(clock.now())
        self._append(*(Erasure(subject, now) for subject in dict.fromkeys(subjects) if subject not in known))

    def copy_to(self, path: Path) -> None:
        """Put a copy where a restored folder looks for it, unless a list is there already."""
        if not path.exists():
            path.write_bytes(self.path.read_bytes())
            path.chmod(0o600)

    def _read(self) -> tuple[str, list[Erasure]]:
        try:
            title, *lines = self.path.read_bytes().splitlines()
            return msgspec.json.decode(title, type=_Title).installation, [
                msgspec.json.decode(line, type=Erasure) for line in lines
            ]
        except OSError as error:
            raise FileRefused(
                self.path,
                f"cannot be read ({error.strerror})",
                "It lists who was erased: put it back, or say with --erasures where it is",
            ) from None
        except (ValueError, msgspec.MsgspecError) as error:
            raise FileRefused(self.path, f"is no list of erasures ({error})", "Put a copy of the list back") from None

    def _append(self, *entries: msgspec.Struct) -> None:
        if not entries:
            return
        try:
            file = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        except OSError as error:
            raise FileRefused(self.path, f"cannot be written ({error.strerror})", "Check its owner and mode") from None
        with os.fdopen(file, "ab") as lines:
            lines.write(b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries))
            lines.flush()
            os.fsync(file)


class ListingVault:
    """A vault that puts a subject on the list before its key is destroyed."""

    def __init__(self, vault: KeyVault, erasures: ErasureList, clock: Clock) -> None:
        self._vault = vault
        self._erasures = erasures
        self._clock = clock

    async def key_for_sealing(self, subject: str) -> bytes | None:
        return await self._vault.key_for_sealing(subject)

    async def keys_for_opening(self, subjects: Sequence[str]) -> Mapping[str, bytes | None]:
        return await self._vault.keys_for_opening(subjects)

    async def state(self, subject: str) -> KeyState:
        return await self._vault.state(subject)

    async def destroy(self, subject: str) -> None:
        self._erasures.add(subject, self._clock)
        await self._vault.destroy(subject)

    async def erased(self) -> Sequence[str]:
        return await self._vault.erased()


def installation_id(folder: Path, new_id: str) -> str:
    """The id of the installation in `folder`, kept in the file `installation`; `new_id` at its first start."""
    path = installation_path(folder)
    try:
        if not path.exists():
            path.write_text(f"{new_id}\n")
        return path.read_text().strip()
    except OSError as error:
        raise FileRefused(path, f"cannot be used ({error.strerror})", "Check its owner and mode") from None


def installation_path(folder: Path) -> Path:
    """The file with the installation's id, which a first start writes after all databases of the folder."""
    return folder / "installation"


def erasure_list_path(folder: Path) -> Path:
    """Where the list of a data folder lies unless told otherwise: beside the folder, never in it."""
    folder = folder.absolute()
    return folder.with_name(f"{folder.name}.erasures.jsonl")
