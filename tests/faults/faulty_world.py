"""The whole system on servers of its own, under a steady load, with what must hold after every fault."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx

from shared.adapters.distributed.kafka_access import partition_of
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import day_of
from shared.reference.units import units
from tests.engines.kafka import KafkaServer
from tests.engines.mongo import MongoWireServer
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.faults.steady_load import CLIENTS, SteadyLoad
from tests.journeys.asking import Caller, ledgers, until
from tests.journeys.distributed import PARTITIONS, Distributed
from tests.journeys.serving import ServeProcess, token
from verifier import figures

WARDS = tuple({partition_of(ward, PARTITIONS): ward for ward in units()}.values())
"""One in each partition."""
HOUSEHOLDS = 6
"""Of each ward."""
REPLICAS = {"access": 1, "assignment": 2, "visits": 2, "reporting": 2}
CLIENTS_AND_REPLICAS = f"{CLIENTS} clients, replicas: {', '.join(f'{name} {n}' for name, n in REPLICAS.items())}"
CATCH_UP = 30.0
"""Seconds after a fault within which everything acknowledged is in the figures."""
REFERENCE = Path(__file__).parents[2] / "shared" / "reference"
CLOCK = SystemClock()


class FaultyWorld:
    """Processes that may be killed, servers that may be taken away, and a load that goes on meanwhile."""

    def __init__(self, system: Distributed, mongo: MongoWireServer, kafka: KafkaServer, seed: int) -> None:
        self.system = system
        self.mongo = mongo
        self.kafka = kafka
        self.random = Random(seed)
        self._admin = Caller(system.url, token(system.data, "admin"))
        self._province = Caller(system.url, token(system.data, "province"))
        self._reference = {n: json.loads((REFERENCE / f"{n}.json").read_text()) for n in ("wards", "procedures")}
        bearers = {ward: token(system.data, "coordinator", ward) for ward in WARDS}
        households = {ward: self._register(ward, bearers[ward]) for ward in WARDS}
        self.load = SteadyLoad(system.url, bearers, households, CLOCK)
        self.load.start()

    def let_go_on(self, seconds: float) -> None:
        """Let the load work for a while."""
        time.sleep(seconds)

    def replace(self, process: ServeProcess) -> None:
        """Start another replica in the place of one that has ended."""
        service = self.service_of(process)
        self.system.hide(process)
        self.system.show(service, self.system.process(service))

    def add(self, service: str, program: Sequence[str] | None = None) -> ServeProcess:
        """One replica more, by another program where one is given."""
        process = self.system.process(service, *([program] if program else []))
        self.system.show(service, process)
        return process

    def remove(self, process: ServeProcess) -> None:
        """Stop a replica as an operator would: nothing new is sent to it, then it is asked to end."""
        self.system.hide(process)
        assert process.stop() == 0

    def service_of(self, process: ServeProcess) -> str:
        """The service that a process serves."""
        return next(name for name, one in self.system.processes if one is process)

    def relay_of(self, service: str, but: ServeProcess | None = None) -> ServeProcess:
        """The replica that relays now, of all or of all but one."""
        found: list[ServeProcess] = []

        def somebody_relays() -> bool:
            found[:] = [one for one in self.system.of(service) if one is not but and _relays(one)]
            return bool(found)

        until(somebody_relays, f"a relay of {service}", CATCH_UP)
        return found[0]

    def acknowledged(self) -> int:
        """Visits that were answered."""
        return len(self.load.known.answers)

    def until_more_is_accepted(self, count: int = 10) -> None:
        """Wait until so many more visits were answered."""
        wanted = self.acknowledged() + count
        until(lambda: self.acknowledged() >= wanted, "visits to be accepted", CATCH_UP)

    def check(self) -> float:
        """Everything that must hold after a fault; returns the seconds until all of it did."""
        over = time.monotonic()
        self.load.pause(CATCH_UP)
        until(self._is_counted, "the figures to catch up", max(1.0, CATCH_UP - (time.monotonic() - over)))
        seconds = time.monotonic() - over
        events = ledgers(self._admin, list(WARDS))
        recorded = Counter(event["commandid"] for event in events if event["type"].endswith("VisitRecorded.v1"))
        assert not [command for command in self.load.known.answers if recorded[command] != 1]
        assert set(recorded) <= set(self.load.known.sent)
        for ward in WARDS:
            self._compare(ward, [event for event in events if event["ward"] == ward])
        self.load.go_on()
        return seconds

    def close(self) -> None:
        """End the load and everything else."""
        self.load.end()
        self._admin.close()
        self._province.close()

    def _is_counted(self) -> bool:
        try:
            figures_now = self._province.get("reporting/v1/province")
        except (AssertionError, httpx.TransportError):  # on its way back
            return False
        waiting = sum(figures_now["as_of"][source]["waiting"] for source in ("assignment", "visits"))
        return figures_now["visits"]["total"] == self.acknowledged() and waiting == 0

    def _compare(self, ward: str, events: list[dict[str, Any]]) -> None:
        def equal() -> bool:
            answered = self._province.get(f"reporting/v1/wards/{ward}")
            expected: dict[str, Any] = figures.ward(events, ward, day_of(_now()), self._reference)
            return {name: answered[name] for name in expected} == expected

        until(equal, f"the figures of {ward} to be those of the verifier", CATCH_UP)

    def _register(self, ward: str, bearer: str) -> list[str]:
        desk = Caller(self.system.url, bearer)
        ids = [CLOCK.new_id() for _ in range(HOUSEHOLDS)]
        for one in ids:
            body = {"id": one, "village": "Tà Lang", "priority": [], "signal": "none"}
            until(lambda body=body: _is_registered(desk, ward, body), "households to be registered", CATCH_UP)
        desk.close()
        return ids


def _is_registered(desk: Caller, ward: str, body: dict[str, Any]) -> bool:
    answer = desk.send("POST", f"assignment/v1/wards/{ward}/households", body, **{"Idempotency-Key": body["id"]})
    assert answer.status_code in (201, 503), answer.text
    return answer.status_code == 201


def _relays(process: ServeProcess) -> bool:
    try:
        return "onetwenty_relay_holder 1.0" in httpx.get(f"{process.url}/metrics", timeout=10).text
    except httpx.TransportError:
        return False


def _now() -> datetime:
    return CLOCK.now()


@contextmanager
def faulty_world(folder: Path, seed: int) -> Iterator[FaultyWorld]:
    """A world that is gone afterwards, whatever happened in it; skips or fails without the servers."""
    skip_without("mongo", "kafka")
    for name in ("mongo", "kafka", "services"):
        (folder / name).mkdir()
    try:
        mongo, kafka = MongoWireServer(folder / "mongo"), KafkaServer(folder / "kafka")
        mongo.start()
        kafka.start()
    except EngineMissing as missing:
        fail_missing("kafka" if "Kafka" in str(missing) else "mongo", missing)
    system = Distributed(folder / "services", mongo.url, kafka.bootstrap)
    try:
        system.make_topics()
        system.start(REPLICAS)
        world = FaultyWorld(system, mongo, kafka, seed)
        try:
            yield world
        finally:
            world.close()
    finally:
        system.stop()
        mongo.kill()
        kafka.kill()
