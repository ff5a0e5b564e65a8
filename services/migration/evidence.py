"""Who must stay erased after a backup has been restored: known from outside of what was restored, or not at all."""

from collections.abc import Mapping, Sequence

from services.migration.refusals import NoEvidence, OlderThanBackup
from shared.adapters.distributed.kafka_history import TopicMissing, read_history
from shared.adapters.distributed.required_settings import kafka_access
from shared.contracts.assignment import PersonalDataErased
from shared.contracts.codec import CODECS
from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import EventStore
from shared.settings import Settings

_SOURCE = "assignment"


class _Seen:
    """What the topic tells: the erased, and how far it goes in one era, by ward."""

    def __init__(self, era: str) -> None:
        self._era = era
        self.erased: dict[str, None] = {}
        self.ends: dict[str, int] = {}

    def take(self, event: LedgerEvent) -> None:
        if event.era == self._era:
            self.ends[event.ward] = max(event.sequence, self.ends.get(event.ward, 0))
        if event.type == PersonalDataErased.__name__:
            fact = CODECS[_SOURCE].decode(event.type, event.version, event.data)
            assert isinstance(fact, PersonalDataErased)  # noqa: S101 its type says so
            self.erased[f"{event.ward}/{fact.subject}"] = None


async def erased_on_topic(settings: Settings, restored: EventStore) -> Sequence[str]:
    """Everyone whose erasure Kafka tells of, in that order. Raises NoEvidence unless its topic begins with the first
    message ever and goes at least as far as the restored ledgers were published."""
    seen = _Seen(await restored.era())
    try:
        whole = await read_history(kafka_access(settings), _SOURCE, seen.take)
    except TopicMissing as missing:
        raise NoEvidence(f"Kafka has no topic {missing}") from None
    if not whole:
        raise NoEvidence("Kafka has thrown away the beginning of its topic")
    if behind := await _behind(restored, seen.ends):
        raise OlderThanBackup(behind)
    return list(seen.erased)


async def _behind(restored: EventStore, ends: Mapping[str, int]) -> Sequence[str]:
    published = {head.ward: head.number - head.pending for head in await restored.heads()}
    return sorted(ward for ward, number in published.items() if ends.get(ward, 0) < number)
