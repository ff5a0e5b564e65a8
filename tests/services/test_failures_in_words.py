"""What an operator reads of a failure: words, never how Python shows a value."""

import pytest

from shared.adapters.distributed.http_ledger import LedgerAway
from shared.adapters.distributed.kafka_access import KafkaAccess, KafkaAway
from shared.adapters.distributed.kafka_topics import check_topics
from shared.kernel.failures import Busy, Conflict, Failure, NotCaughtUp, Unavailable
from tests.engines.loopback import free_port


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Unavailable(2, storage="MongoDB", what="does not answer"), "MongoDB does not answer"),
        (Unavailable(2, storage="visits.db", what="disk full"), "visits.db disk full"),
        (KafkaAway(2, what="publish", reason="no broker"), "publish: no broker"),
        (LedgerAway(2, what="ledger", source="visits", reason="answered 502"), "ledger of visits: answered 502"),
        (Unavailable(what="ledger", source="visits", ward="20194"), "ledger of visits, ward 20194"),
        (LedgerAway(2, what="service token", reason=""), "service token"),
        (NotCaughtUp(source="visits"), "not caught up of visits"),
        (Busy(), "busy"),
        (Conflict(), "conflict"),
    ],
)
def test_facts_are_told_in_words(failure: Failure, words: str) -> None:
    assert failure.in_words == words


async def test_brokers_that_are_away_are_told_as_people_write_them() -> None:
    server = f"127.0.0.1:{free_port()}"
    with pytest.raises(KafkaAway) as caught:
        await check_topics(KafkaAccess(server), ["visits"], create=False)
    assert server in caught.value.in_words
    assert "AddressFamily" not in caught.value.in_words
