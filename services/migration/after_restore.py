"""Going on after MongoDB was restored from a backup, with every process stopped: a new era, everything published again,
and nobody back who was erased since.

The new era makes every reader fold its views from the ledgers, and every phone send what it kept. Policies hear all
events once more, and give commands that were lost again, under the same ids. It may be run again at any point.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from services.embedded import erase_in_rosters
from services.migration.evidence import erased_on_topic
from services.migration.folder_move import SERVICES
from services.migration.stores import ServiceStores, all_stores
from shared.adapters.embedded.erasure_list import ErasureList
from shared.ports.clock import Clock
from shared.settings import Settings


class GoneOn(msgspec.Struct, frozen=True):
    """What was done: commits that are published again, subjects that must stay erased, and how many of them the
    backup had brought back."""

    commits: int
    erased: int
    brought_back: int


async def go_on(settings: Settings, clock: Clock, erasures: Path | None) -> GoneOn:
    """Begin anew from what was restored. `erasures` is a list to go by; None: what Kafka tells.

    Raises NoEvidence, InUse, FileRefused, SettingsRefused, Unavailable; nothing has been changed then.
    """
    async with all_stores(SERVICES, settings, clock) as stores:
        rosters = stores["assignment"]
        if erasures is None:
            subjects = await erased_on_topic(settings, rosters.commits)
        else:
            subjects = [erasure.subject for erasure in ErasureList(erasures).erasures()]
        commits = await _begin_anew(stores)
        for service in stores.values():
            for subject in subjects:
                await service.hold()
                await service.vault.destroy(subject)
        brought_back = await erase_in_rosters(rosters.commits, rosters.vault, subjects, clock)
    return GoneOn(commits, len(subjects), brought_back)


async def _begin_anew(stores: Mapping[str, ServiceStores]) -> int:
    """The era before anything is committed: an id of the old one may be taken by a commit that was lost."""
    commits = 0
    for service in stores.values():
        await service.hold()
        commits += await service.commits.publish_again()
        await service.commits.begin_era()
    return commits


async def list_erasures(settings: Settings, clock: Clock, path: Path) -> Sequence[str]:
    """Write who is erased to the list at `path`, or add to it who is not there yet; all who are erased.

    It may be run beside the services. Raises FileRefused when the list there is of another installation.
    """
    listed = ErasureList(path)
    listed.belong_to(settings.mongo_database)
    async with all_stores(SERVICES, settings, clock, alone=False) as stores:
        found = {subject: None for service in stores.values() for subject in await service.vault.erased()}
    listed.add_all(list(found), clock)
    return list(found)
