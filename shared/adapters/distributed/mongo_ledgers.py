"""Where the ledgers of a service end, found without a scan and without a second truth.

For each ward a hint says where its last commit began when this was written: `{_id: ward, first}`. It may be behind and
is never relied on: numbers have no gap, so a ledger ends where nobody has the next number.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from shared.adapters.distributed.commit_documents import first_number_of, ledger_key
from shared.adapters.distributed.mongo_collection import Found, MongoCollection
from shared.adapters.instants import from_micros

_FIELDS = ("ward", "ledger", "events", "numbered_at")
_STEPS = 200
"""How many of the next numbers are asked for at once behind an old hint."""
_BEYOND = 10**12 - 1


class MongoLedgers:
    """The ledgers that lie in `commits`, read from their numbers on."""

    def __init__(self, commits: MongoCollection, hints: MongoCollection) -> None:
        self._commits = commits
        self._hints = hints
        self._known: set[str] = set()

    async def know(self, wards: Iterable[str]) -> None:
        """Make sure that these wards have a hint, before anything of theirs is numbered."""
        new = sorted(set(wards) - self._known)
        if new:
            await self.reached(dict.fromkeys(new, 0))
            self._known.update(new)

    async def reached(self, firsts: Mapping[str, int]) -> None:
        """Remember by ward the first number of its last commit."""
        if firsts:
            changes = [({"_id": ward}, {"$max": {"first": first}}) for ward, first in firsts.items()]
            await self._hints.upsert_each(changes)

    async def survey(self) -> None:
        """Make every hint from the commits themselves, after a restore that may have brought hints of another time."""
        pipeline: list[dict[str, Any]] = [
            {"$match": {"ledger": {"$gt": ""}}},
            {"$group": {"_id": "$ward", "ledger": {"$max": "$ledger"}}},
        ]
        lasts = await self._commits.aggregate(pipeline)
        await self._hints.delete({})
        await self.reached({last["_id"]: first_number_of(last) for last in lasts})

    async def last_numbers(self, wards: Sequence[str] | None = None) -> Mapping[str, tuple[int, datetime]]:
        """The last number given and its `numbered_at`, by ward, of these wards or of all."""
        query: Mapping[str, Any] = {} if wards is None else {"_id": {"$in": list(wards)}}
        hints = {hint["_id"]: hint["first"] for hint in await self._hints.find(query)}
        hinted = await self._commits_at({ward: first for ward, first in hints.items() if first})
        following = {ward: _following(hinted[ward]) if ward in hinted else 1 for ward in hints}
        later = await self._commits_at(following)
        ends: dict[str, tuple[int, datetime]] = {}
        for ward in sorted(hints):
            lost = hints[ward] > 0 and ward not in hinted
            end = await self._commit_before(ward, _BEYOND) if lost else later.get(ward) or hinted.get(ward)
            if ward in later and end is not None:
                end = await self._walked(end)
            if end is not None:
                ends[ward] = (_following(end) - 1, from_micros(end["numbered_at"]))
        return ends

    async def commits_from(self, ward: str, first: int, count: int, fields: Sequence[str] = ()) -> list[Found]:
        """The commits whose first numbers are among the `count` from `first` on, in order and without a hole."""
        keys = [ledger_key(ward, number) for number in range(first, first + count)]
        found = await self._commits.find({"ledger": {"$in": keys}}, fields=fields)
        return _up_to_hole(sorted(found, key=first_number_of))

    async def commit_with(self, ward: str, number: int) -> Found | None:
        """The commit that holds this number, wherever in it; None beyond the end."""
        last, _ = (await self.last_numbers([ward])).get(ward, (0, None))
        return await self._commit_before(ward, number) if number <= last else None

    async def _commit_before(self, ward: str, number: int) -> Found | None:
        query = {"ledger": {"$gte": ledger_key(ward, 1), "$lte": ledger_key(ward, number)}}
        found = await self._commits.find(query, order=["ledger"], descending=True, limit=1)
        return found[0] if found else None

    async def _walked(self, end: Found) -> Found:
        """The last commit of the ledger that `end` belongs to, and the hint made newer."""
        while later := await self.commits_from(end["ward"], _following(end), _STEPS, _FIELDS):
            end = later[-1]
        await self.reached({end["ward"]: first_number_of(end)})
        return end

    async def _commits_at(self, places: Mapping[str, int]) -> dict[str, Found]:
        if not places:
            return {}
        keys = [ledger_key(ward, number) for ward, number in places.items()]
        return {
            commit["ward"]: commit for commit in await self._commits.find({"ledger": {"$in": keys}}, fields=_FIELDS)
        }


def _following(commit: Found) -> int:
    return first_number_of(commit) + int(commit["events"])


def _up_to_hole(commits: list[Found]) -> list[Found]:
    """A listing is no snapshot: while a relay writes numbers, a later one may be seen and an earlier one missed."""
    for index, (commit, after) in enumerate(pairwise(commits), start=1):
        if first_number_of(after) != _following(commit):
            return commits[:index]
    return commits
