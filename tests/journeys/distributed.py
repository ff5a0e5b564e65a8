"""Every service as processes of its own, on this run's MongoDB and Kafka, behind one address."""

import asyncio
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from services.access.signing_keys import open_signing_key, signing_key_path
from shared.adapters.distributed.kafka_access import KafkaAccess
from shared.adapters.distributed.kafka_topics import check_topics
from shared.contracts.codec import CODECS
from tests.engines import kafka, mongo
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.journeys.asking import until
from tests.journeys.gateway import Gateway
from tests.journeys.serving import COMMAND, ServeProcess, token

REPLICAS = {"access": 1, "assignment": 1, "visits": 1, "reporting": 1}
PARTITIONS = 4
MASTER_KEY = bytes(range(32))


class Distributed:
    """The running processes. `data` is a folder that holds nothing but the key that tokens are signed with."""

    def __init__(self, folder: Path, mongo_url: str, kafka_bootstrap: str) -> None:
        self.data = folder / "access"
        self.said: list[str] = []
        open_signing_key(self.data)
        (folder / "service.token").write_text(token(self.data, "service"))
        (folder / "master.key").write_bytes(b64encode(MASTER_KEY))
        self._folder = folder
        self._gateway = Gateway()
        self.url = self._gateway.url
        self.processes: list[tuple[str, ServeProcess]] = []
        self.environment = {
            "ONETWENTY_MONGO_URL": mongo_url,
            "ONETWENTY_MONGO_DATABASE": mongo.fresh_prefix(),
            "ONETWENTY_KAFKA_BOOTSTRAP": kafka_bootstrap,
            "ONETWENTY_KAFKA_PREFIX": kafka.fresh_prefix(),
            "ONETWENTY_KAFKA_PARTITIONS": str(PARTITIONS),
            "ONETWENTY_LEDGERS": f"assignment={self.url},visits={self.url}",
            "ONETWENTY_KEYS_URL": self.url,
            "ONETWENTY_SERVICE_TOKEN_FILE": str(folder / "service.token"),
            "ONETWENTY_MASTER_KEY_FILE": str(folder / "master.key"),
            "ONETWENTY_SIGNING_KEY_FILE": str(signing_key_path(self.data)),
        }

    def process(self, service: str, program: Sequence[str] = (COMMAND,), **variables: str) -> ServeProcess:
        """One process more, by another program or with some variables set otherwise; nobody is sent to it."""
        environment = {**self.environment, **variables}
        process = ServeProcess(self._log(service), service, environment=environment, program=program)
        self.processes.append((service, process))
        return process

    def make_topics(self) -> None:
        """What an operator does once, by `onetwenty topics`."""
        access = KafkaAccess(
            self.environment["ONETWENTY_KAFKA_BOOTSTRAP"],
            prefix=self.environment["ONETWENTY_KAFKA_PREFIX"],
            partitions=PARTITIONS,
        )
        asyncio.run(check_topics(access, sorted(CODECS), create=True))

    def start(self, services: Mapping[str, int] = REPLICAS) -> list[ServeProcess]:
        """Start so many replicas of each and wait until all of them answer."""
        begun = [(service, self.process(service)) for service, replicas in services.items() for _ in range(replicas)]
        for service, process in begun:
            self.show(service, process)
        return [process for _, process in begun]

    def show(self, service: str, process: ServeProcess) -> None:
        """Wait until a process answers, and let it have its share."""
        process.await_ready()
        self._gateway.add(service, process.url)

    def await_working(self) -> None:
        """Wait until no process waits for anything, the keys of tokens among it."""
        for _, process in self.processes:
            if process.runs:
                until(lambda one=process: not waiting_for(one.url), "a process to be ready")

    def of(self, service: str) -> list[ServeProcess]:
        """The running replicas of a service."""
        return [process for name, process in self.processes if name == service and process.runs]

    def logs(self) -> list[Path]:
        """The files that the processes log to."""
        return sorted(self._folder.glob("*.log"))

    def hide(self, process: ServeProcess) -> None:
        """Send a replica nothing more."""
        for name, one in self.processes:
            if one is process:
                self._gateway.remove(name, process.url)

    def stop(self) -> dict[str, list[int]]:
        """Ask every process to end, the last begun first; their exit codes by service."""
        codes: dict[str, list[int]] = {}
        try:
            for name, process in reversed(self.processes):
                if process.runs:
                    codes.setdefault(name, []).append(process.stop())
        finally:
            self._gateway.close()
        return codes

    def _log(self, service: str) -> Path:
        return self._folder / f"{service}.{len(list(self._folder.glob(f'{service}.*.log')))}.log"


def waiting_for(url: str) -> dict[str, str]:
    """What a process waits for, by the part that it lacks."""
    waits: dict[str, str] = httpx.get(f"{url}/readyz", timeout=10).json()["waiting_for"]
    return waits


@contextmanager
def distributed(folder: Path, services: Mapping[str, int] = REPLICAS) -> Iterator[Distributed]:
    """The services on this run's servers, stopped at the end, whatever happens; skips or fails without the servers."""
    skip_without("mongo")
    skip_without("kafka")
    try:
        system = Distributed(folder, mongo.url(), kafka.bootstrap())
    except EngineMissing as missing:
        fail_missing("kafka" if "Kafka" in str(missing) else "mongo", missing)
    try:
        system.make_topics()
        system.start(services)
        system.await_working()
        yield system
    finally:
        system.stop()
