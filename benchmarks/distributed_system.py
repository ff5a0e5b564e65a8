"""The services as processes on Kafka and on what speaks MongoDB's protocol, with the servers of the test engines.

Servers that ONETWENTY_TEST_MONGO_URL and ONETWENTY_TEST_KAFKA_BOOTSTRAP name are used in place of own ones.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figure_delay import Ports
from benchmarks.ward_at_work import CASELOAD, CLOCK, Door, enlist
from shared.adapters.distributed.kafka_access import partition_of
from shared.reference.units import units
from tests.engines.environment import variable
from tests.engines.kafka import KafkaServer
from tests.engines.mongo import MongoWireServer
from tests.engines.without import VARIABLE, EngineMissing, given_up
from tests.journeys.asking import Caller, until
from tests.journeys.distributed import PARTITIONS, REPLICAS, Distributed
from tests.journeys.serving import ServeProcess, token

WARDS = tuple({partition_of(ward, PARTITIONS): ward for ward in units()}.values())
"""One in each partition."""
NOT_REAL = "on a server with MongoDB's wire protocol, not MongoDB"


@dataclass(frozen=True)
class Servers:
    """Where MongoDB and Kafka are, and the processes of those that are our own."""

    mongo_url: str
    kafka_bootstrap: str
    mongo: MongoWireServer | None
    kafka: KafkaServer | None

    @property
    def store(self) -> str:
        """What the figures were measured on, in words."""
        return NOT_REAL if self.mongo else "on the MongoDB of ONETWENTY_TEST_MONGO_URL"


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Servers that are gone afterwards. Raises EngineMissing, with what this machine lacks."""
    for kind in ("mongo", "kafka"):
        if kind in given_up():
            raise EngineMissing(f"{VARIABLE} names {kind}")
        (folder / kind).mkdir()
    mongo_url, bootstrap = variable("ONETWENTY_TEST_MONGO_URL"), variable("ONETWENTY_TEST_KAFKA_BOOTSTRAP")
    mongo = None if mongo_url else MongoWireServer(folder / "mongo", options=())
    kafka = None if bootstrap else KafkaServer(folder / "kafka")
    own = [server for server in (mongo, kafka) if server is not None]
    try:
        for server in own:
            server.start()
        yield Servers(
            mongo.url if mongo else mongo_url, kafka.bootstrap if kafka else bootstrap, mongo=mongo, kafka=kafka
        )
    finally:
        for server in own:
            server.kill()


@dataclass(frozen=True)
class Running:
    """The processes at work on their servers."""

    system: Distributed
    servers: Servers

    def ports(self, reporting: ServeProcess | None = None) -> Ports:
        """Where the services answer themselves, with no gateway between; `reporting` where there are several."""
        assignment, visits = (self.system.of(name)[0] for name in ("assignment", "visits"))
        reporting = reporting or self.system.of("reporting")[0]
        return Ports(self.system.data, port_of(assignment), port_of(visits), port_of(reporting))

    def doors(self, volunteers: int) -> list[Door]:
        """Households with volunteers in a ward of each partition, all of them in the figures."""
        people = [(ward, CLOCK.new_id()) for ward in WARDS for _ in range(volunteers)]
        doors = [Door(ward, CLOCK.new_id(), volunteer) for ward, volunteer in people for _ in range(CASELOAD)]
        enlist(self.ports().assignment, self.system.data, doors)
        self.await_figures(lambda figures: figures["households"]["assigned"] >= volunteers * CASELOAD)
        return doors

    def await_figures(self, reached: Callable[[dict[str, dict[str, int]]], bool]) -> None:
        """Wait until the figures of every ward are so."""
        province = Caller(self.system.of("reporting")[0].url, token(self.system.data, "province"))
        for ward in WARDS:
            until(lambda ward=ward: reached(province.get(f"reporting/v1/wards/{ward}")), f"the figures of {ward}")  # type: ignore[misc]
        province.close()


def port_of(process: ServeProcess) -> int:
    """The port that a process answers on."""
    port = urlsplit(process.url).port
    assert port is not None
    return port


@contextmanager
def running(replicas: Mapping[str, int] = REPLICAS) -> Iterator[Running]:
    """Every service on servers of its own, gone afterwards. Raises EngineMissing."""
    with tempfile.TemporaryDirectory(prefix="onetwenty-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "services").mkdir()
        with servers(folder) as its:
            system = Distributed(folder / "services", its.mongo_url, its.kafka_bootstrap)
            try:
                system.make_topics()
                system.start(replicas)
                system.await_working()
                yield Running(system, its)
            finally:
                system.stop()
