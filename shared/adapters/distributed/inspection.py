"""What an operator's commands look at: the topics of Kafka, the stores in MongoDB."""

from collections.abc import Sequence

from shared.adapters.distributed.kafka_topics import Finding, check_topics
from shared.adapters.distributed.required_settings import kafka_access
from shared.contracts.codec import CODECS
from shared.settings import Settings


async def examined_topics(settings: Settings, *, create: bool) -> Sequence[Finding]:
    """What is not as it must be, or was just made. Raises SettingsRefused, and KafkaAway."""
    return await check_topics(kafka_access(settings), sorted(CODECS), create=create)
