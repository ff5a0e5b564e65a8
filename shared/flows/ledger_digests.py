"""Whether two places hold the same ledger: the number of its events, and one digest over all of them in order."""

from hashlib import sha256

import msgspec

from shared.ports.event_store import Ledger

_PAGE = 2_000


class LedgerDigest(msgspec.Struct, frozen=True):
    """A ward's ledger in two values. `digest` is SHA-256 over the events' JSON, each with its number, id and era."""

    events: int
    digest: str


async def digest_of(ledger: Ledger, ward: str, until: int | None = None) -> LedgerDigest:
    """The digest of a ward's ledger up to the number `until`, or to its end."""
    summed = sha256()
    last = 0
    while events := await ledger.read_ledger(ward, last, _PAGE):
        wanted = [event for event in events if until is None or event.sequence <= until]
        for event in wanted:
            summed.update(msgspec.json.encode(event))
        last = wanted[-1].sequence if wanted else last
        if len(wanted) < len(events):
            break
    return LedgerDigest(last, summed.hexdigest())
