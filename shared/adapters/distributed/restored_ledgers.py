"""A service's commits after a backup was put back, made whole again before anybody reads or relays them.

A copy that was taken beside running services is of no one moment: it may hold a commit's number and lack that of one
numbered before. What stands behind such a gap loses its number and is numbered again in the new era.
"""

from collections.abc import AsyncIterator, Sequence

from shared.adapters.distributed.commit_documents import first_number_of, ledger_key, queued_again, unnumbered_again
from shared.adapters.distributed.mongo_collection import Found, MongoCollection

_FIELDS = ("ledger", "events", "recorded_at", "stream", "n")
_PAGE = 1_000


async def cut_behind_gaps(commits: MongoCollection, wards: Sequence[str]) -> int:
    """Take the numbers of all commits that stand behind a gap of their ward's ledger; how many they were."""
    return sum([await _cut_ward(commits, ward) for ward in wards])


async def _cut_ward(commits: MongoCollection, ward: str) -> int:
    following, cut = 1, 0
    async for page in _pages(commits, ward):
        behind: list[Found] = []
        for commit in page:
            if cut or behind or first_number_of(commit) != following:
                behind.append(commit)
            following += commit["events"]
        if behind:
            await commits.upsert_each([unnumbered_again(commit) for commit in behind])
        cut += len(behind)
    return cut


async def _pages(commits: MongoCollection, ward: str) -> AsyncIterator[Sequence[Found]]:
    """The numbered commits of a ward in their order."""
    last, end = ledger_key(ward, 0), f"{ward}/~"
    query = {"ledger": {"$gt": last, "$lt": end}}
    while page := await commits.find(query, fields=_FIELDS, order=["ledger"], limit=_PAGE):
        yield page
        query = {"ledger": {"$gt": page[-1]["ledger"], "$lt": end}}


async def queue_all(commits: MongoCollection) -> int:
    """Put every commit that has a number into the relay's queue again; how many they are."""
    last, count = "", 0
    while found := await commits.find({"_id": {"$gt": last}}, fields=["ledger"], order=["_id"], limit=_PAGE):
        numbered = [queued_again(commit) for commit in found if "ledger" in commit]
        if numbered:
            await commits.upsert_each(numbered)
        last, count = found[-1]["_id"], count + len(numbered)
    return count
