"""The broker's settings of deploy/kafka, taken by the broker itself: clients must say who they are."""

from collections.abc import Iterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from tests.deploy.composed import ROOT
from tests.deploy.kafka_broker import USER, Broker, broker
from tests.deploy.secret_files import make_secrets
from tests.engines.without import EngineMissing, fail_missing, skip_without

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    skip_without("kafka")
    folder = tmp_path_factory.mktemp("broker")
    make_secrets(folder / "secrets")
    try:
        with broker(ROOT / "deploy/kafka", folder, folder / "secrets/kafka") as started:
            yield started
    except EngineMissing as missing:
        fail_missing("kafka", missing)


def admin(running: Broker, password: str, user: str = USER) -> AIOKafkaAdminClient:
    return AIOKafkaAdminClient(
        bootstrap_servers=running.address,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="PLAIN",
        sasl_plain_username=user,
        sasl_plain_password=password,
    )


async def test_who_knows_the_secret_is_let_in(running: Broker) -> None:
    client = admin(running, running.password)
    await client.start()
    try:
        assert await client.list_topics() == []
    finally:
        await client.close()


@pytest.mark.parametrize(("user", "password"), [(USER, "guessed"), (USER, ""), ("admin", None)])
async def test_nobody_else_is_let_in(running: Broker, user: str, password: str | None) -> None:
    client = admin(running, running.password if password is None else password, user)
    with pytest.raises(KafkaError):
        await client.start()
    await client.close()


async def test_no_topic_is_made_by_naming_it(running: Broker) -> None:
    client = admin(running, running.password)
    await client.start()
    try:
        (described,) = await client.describe_topics(["onetwenty.visits.v1"])
        assert described["error_code"] != 0
        assert await client.list_topics() == []
    finally:
        await client.close()


def test_no_password_is_said_in_the_log(running: Broker) -> None:
    assert running.password not in running.log.read_text()
