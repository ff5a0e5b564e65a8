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
    """What was done: commits that are published again, and those that get new numbers, for the backup lacked earlier
    ones; subjects that must stay erased, and how many of them the backup had brought back."""

    published: int
    renumbered: int
    erased: int
    brought_back: int


async def go_on(settings: Settings, clock: Clock, erasures: Path | None) -> GoneOn:
    """Begin anew from what was restored. `erasures` is a list to go by; None: what Kafka tells.

    Raises NoEvidence, InUse, FileRefused, SettingsRefused, Unavailable; nothing has been changed then.
    """
    async with all_stores(SERVICES, settings, clock) as stores:
        rosters = stores["assignment"]
        await rosters.commits.survey()
        if erasures is None:
            subjects = await erased_on_topic(settings, rosters.commits)
        else:
            subjects = [erasure.subject for erasure in ErasureList(erasures).erasures()]
        published, renumbered = await _begin_anew(stores)
        for service in stores.values():
            for subject in subjects:
                await service.hold()
                await service.vault.destroy(subject)
        brought_back = await erase_in_rosters(rosters.commits, rosters.vault, subjects, clock)
    return GoneOn(published, renumbered, len(subjects), brought_back)


async def _begin_anew(stores: Mapping[str, ServiceStores]) -> tuple[int, int]:
    """The era before anything is committed: an id of the old one may be taken by a commit that was lost."""
    published = renumbered = 0
    for service in stores.values():
        await service.hold()
        await service.commits.survey()
        cut, queued = await service.commits.make_whole()
        published, renumbered = published + queued, renumbered + cut
        await service.commits.begin_era()
    return published, renumbered


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
