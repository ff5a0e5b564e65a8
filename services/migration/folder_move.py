"""Moving a data folder into MongoDB: every commit with its number, era and keys of ids, every key of a person as it is
wrapped. What is folded from them is folded again by the services; their relays publish everything to Kafka.

It may be stopped and begun again at any point: what is there already is compared, never written again.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import msgspec

from services.embedded import ACCESS, SEALS
from services.migration.refusals import OtherData
from services.migration.stores import ServiceStores, all_stores
from shared.adapters.embedded.assembly import ServiceStorage, database_path, open_service_storage
from shared.adapters.embedded.erasure_list import installation_path
from shared.adapters.embedded.folder_lock import FolderLock
from shared.adapters.embedded.folder_reading import commit_count, commit_pages, key_pages
from shared.adapters.embedded.sqlite_credentials import credentials_path, open_credentials
from shared.adapters.master_key import derivation_path, derivation_root, master_key_path, next_master_key_path
from shared.adapters.owner_files import FileRefused
from shared.flows.ledger_digests import digest_of
from shared.kernel.failures import Conflict
from shared.kernel.messages import Commit
from shared.ports.clock import Clock
from shared.ports.credential_store import CredentialKind, CredentialStore
from shared.settings import Settings, SettingsRefused

SERVICES = (*(service for service, seals in SEALS.items() if seals), ACCESS)
"""The services whose commits and keys are the truth."""
_LONG_AGO = datetime.fromtimestamp(0, UTC)
Advance = Callable[[int], None]
"""Told how many more commits have been copied."""


class Compared(msgspec.Struct, frozen=True):
    """One ward's ledger on both sides. `waiting` commits have no number yet; `lost` of them are not there."""

    service: str
    ward: str
    events: int
    waiting: int
    lost: int
    digest: str
    digest_there: str

    @property
    def equal(self) -> bool:
        """Whether nothing is missing and nothing is other than it was."""
        return self.digest == self.digest_there and not self.lost


class FolderMove:
    """One move from an opened folder to opened stores."""

    def __init__(
        self,
        here: Mapping[str, ServiceStorage],
        there: Mapping[str, ServiceStores],
        credentials: CredentialStore | None,
    ) -> None:
        self._here = here
        self._there = there
        self._credentials = credentials

    @property
    def commits(self) -> int:
        """How many there are to be copied."""
        return sum(commit_count(storage.database) for storage in self._here.values())

    async def copy(self, advance: Advance) -> None:
        """Copy everything that is not there yet. Raises OtherData."""
        await self._copy_credentials()
        for service, storage in self._here.items():
            try:
                await self._copy_one(storage, self._there[service], advance)
            except Conflict as conflict:
                raise OtherData(service) from conflict

    async def _copy_credentials(self) -> None:
        """Before access' first commit is there, and never again: what was used up since must not come back."""
        there = self._there[ACCESS]
        if self._credentials is None or await there.commits.wards() or await there.commits.unpublished(1):
            return
        for kind in get_args(CredentialKind):
            await there.credentials.import_all(await self._credentials.since(kind, _LONG_AGO))

    async def _copy_one(self, here: ServiceStorage, there: ServiceStores, advance: Advance) -> None:
        """The era first, for it claims the place; keys before what they seal."""
        await there.commits.import_era(await here.event_store.era())
        if here.vault_database is not None:
            for keys in key_pages(here.vault_database):
                await there.hold()
                await there.vault.import_keys(keys)
        for commits in commit_pages(here.database):
            await there.hold()
            await there.commits.import_commits(commits)
            advance(len(commits))

    async def compare(self) -> Sequence[Compared]:
        """Both sides, service by service and ward by ward, as far as the folder goes."""
        return [one for service in self._here for one in await self._compare_one(service)]

    async def _compare_one(self, service: str) -> Sequence[Compared]:
        here, there = self._here[service].event_store, self._there[service].commits
        waiting = await self._waiting(self._here[service])
        compared = []
        for ward in sorted({*await here.wards(), *waiting}):
            await self._there[service].hold()
            ours = await digest_of(here, ward)
            theirs = await digest_of(there, ward, ours.events)
            new = waiting.get(ward, [])
            lost = [
                commit for commit in new if not same(commit, await there.find_commit(commit.stream, commit.version))
            ]
            compared.append(Compared(service, ward, ours.events, len(new), len(lost), ours.digest, theirs.digest))
        return compared

    async def _waiting(self, storage: ServiceStorage) -> dict[str, list[Commit]]:
        """Commits without a number, by ward: the relay had not seen them yet when the folder was closed."""
        found: dict[str, list[Commit]] = {}
        for commits in commit_pages(storage.database):
            for commit in (one for one in commits if not one.first_number):
                found.setdefault(commit.ward, []).append(commit)
        return found


def same(commit: Commit, copy: Commit | None) -> bool:
    """Whether `copy` is that commit, whatever number it was given since."""
    if copy is None:
        return False
    plain = {"first_number": 0, "numbered_at": None, "rev": 0}
    return msgspec.structs.replace(copy, **plain) == msgspec.structs.replace(commit, **plain)


@asynccontextmanager
async def folder_move(folder: Path, settings: Settings, clock: Clock) -> AsyncIterator[FolderMove]:
    """Open both sides, which nobody may use meanwhile. Raises FileRefused, SettingsRefused, InUse, Unavailable."""
    if not installation_path(folder).exists():
        raise FileRefused(folder, "is no data folder that was ever served", "Check --from")
    lock = FolderLock(folder)
    try:
        _require_its_master_key(folder, settings)
        here = {name: await open_service_storage(folder, name, clock, read_only=True) for name in _kept_in(folder)}
        try:
            async with all_stores(SERVICES, settings, clock) as there, _credentials(folder) as credentials:
                yield FolderMove(here, there, credentials)
        finally:
            for storage in here.values():
                await storage.close()
    finally:
        lock.release()


@asynccontextmanager
async def _credentials(folder: Path) -> AsyncIterator[CredentialStore | None]:
    if not credentials_path(folder).exists():
        yield None
        return
    opened = open_credentials(folder, read_only=True)
    try:
        yield opened
    finally:
        await opened.close()


def _kept_in(folder: Path) -> Sequence[str]:
    """An old folder knows nothing of access yet."""
    return [service for service in SERVICES if service != ACCESS or database_path(folder, service).exists()]


def _require_its_master_key(folder: Path, settings: Settings) -> None:
    """The keys are copied as they are wrapped, so only the folder's own master key opens them there; and single
    services know commands and names again by what they derive from the master key that they are given."""
    path = master_key_path(folder)
    if next_master_key_path(folder).exists():
        raise FileRefused(
            next_master_key_path(folder), "is taking the master key's place", "Let that be finished first"
        )
    given = settings.master_key.get_secret_value() if settings.master_key is not None else None
    if given is None or given != path.read_bytes():
        what = "is not set" if given is None else f"is not the key of {folder}"
        raise SettingsRefused("ONETWENTY_MASTER_KEY", what, f"Set ONETWENTY_MASTER_KEY_FILE to {path}, or to a copy")
    _require_its_derivation_key(folder, settings, derivation_root(given))


def _require_its_derivation_key(folder: Path, settings: Settings, of_master_key: bytes) -> None:
    """A folder whose master key was once replaced derives its secrets from what the first one left."""
    path = derivation_path(folder)
    given = settings.derivation_key.get_secret_value() if settings.derivation_key is not None else None
    if path.exists() and given != path.read_bytes():
        what = "is not set, and the master key was once replaced" if given is None else f"is not that of {folder}"
        remedy = f"Set ONETWENTY_DERIVATION_KEY_FILE to {path}, or to a copy"
        raise SettingsRefused("ONETWENTY_DERIVATION_KEY", what, remedy)
    if not path.exists() and given not in (None, of_master_key):
        what = f"is set, and the secrets of {folder} follow from its master key"
        raise SettingsRefused("ONETWENTY_DERIVATION_KEY", what, "Unset it")
