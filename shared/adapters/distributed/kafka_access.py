"""How Kafka is reached: addresses, security, names of topics; and what its driver's failures mean."""

import logging
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aiokafka.errors import KafkaError  # type: ignore[import-untyped]  # the driver says no types
from aiokafka.partitioner import murmur2  # type: ignore[import-untyped]  # the driver says no types

from shared.kernel.failures import Unavailable

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]

REQUEST_MILLISECONDS = 8_000
METADATA_MILLISECONDS = 60_000
"""How long a client may not know of partitions that were added."""
RETRY_AFTER = 2
_ADDRESS = re.compile(r"\('([^']*)', (\d+), <AddressFamily\.\w+: \d+>\)")
"""How the driver shows a broker."""


class KafkaAway(Unavailable):
    """Kafka does not answer, refuses us, or lacks a topic. Nothing is lost: the store is the outbox."""


@dataclass(frozen=True, slots=True)
class KafkaAccess:
    """`bootstrap` is `host:port`, several by commas. `partitions` and `replication` are for topics that are made."""

    bootstrap: str
    security_protocol: SecurityProtocol = "PLAINTEXT"
    sasl_mechanism: SaslMechanism = "SCRAM-SHA-512"
    user: str | None = None
    password: str | None = None
    tls_ca: Path | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    partitions: int = 24
    replication: int = 1
    prefix: str = "onetwenty"

    def __post_init__(self) -> None:
        """The driver's own log repeats ten times a second that a broker is away; this adapter says it itself."""
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)

    def topic(self, source: str) -> str:
        """The events of a service."""
        return f"{self.prefix}.{source}.v1"

    def heads_topic(self, source: str) -> str:
        """The heads of its ledgers, compacted."""
        return f"{self.prefix}.{source}.heads.v1"

    def group(self, name: str) -> str:
        """A reader group's name in the cluster."""
        return f"{self.prefix}.{name}"

    def client_settings(self) -> Mapping[str, Any]:
        """What every client of the driver takes."""
        return {
            "bootstrap_servers": [server.strip() for server in self.bootstrap.split(",")],
            "request_timeout_ms": REQUEST_MILLISECONDS,
            "metadata_max_age_ms": METADATA_MILLISECONDS,
            "security_protocol": self.security_protocol,
            "ssl_context": self._tls(),
            "sasl_mechanism": self.sasl_mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
        }

    def _tls(self) -> ssl.SSLContext | None:
        if self.security_protocol not in ("SSL", "SASL_SSL"):
            return None
        context = ssl.create_default_context(cafile=self.tls_ca)
        if self.tls_certificate is not None:
            context.load_cert_chain(self.tls_certificate, self.tls_key)
        return context


def partition_of(ward: str, partitions: int) -> int:
    """Where a ward's messages lie, as Kafka's own default partitioner says."""
    return int((murmur2(ward.encode()) & 0x7FFFFFFF) % partitions)


@contextmanager
def away_when_it_fails(what: str) -> Iterator[None]:
    """Turn what the driver raises into KafkaAway; `what` was being done."""
    try:
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        raise KafkaAway(RETRY_AFTER, what=what, reason=_in_words(error)) from error


def _in_words(error: Exception) -> str:
    """What the driver says, with addresses as people write them."""
    return _ADDRESS.sub(r"\1:\2", str(error)) or type(error).__name__
