"""What the commands say of MongoDB and Kafka where single services run."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from services.cli.neighbours import ask_neighbours
from services.cli.rebuilding import VIEW_SETS
from services.cli.standing import Finding, Standing, Views, standing
from services.cli.stores import SOURCES, servers
from services.cli.terminal import OUT, failed, reason_of
from shared.adapters.system_clock import SystemClock
from shared.kernel.failures import Unavailable
from shared.ports.event_store import LedgerHead
from shared.settings import Settings, read_settings

OLDEST_MONGO = (4, 4)
RELAYED = (*SOURCES, "access")
"""The services with ledgers of their own."""
_TOPICS = "topics"


def show_topics(*, create: bool) -> None:
    """Print what is wrong with Kafka's topics, and what was made of them; exit code 1 when anything still differs."""
    try:
        findings = asyncio.run(servers().examined_topics(read_settings(), create=create))
    except Unavailable as away:
        remedy = "Start it first, or check ONETWENTY_KAFKA_BOOTSTRAP and the user that it names."
        raise failed(f"Kafka cannot be asked: {reason_of(away)}.", remedy) from None
    for finding in findings:
        OUT.print(str(finding))
    if any(finding.state != "created" for finding in findings):
        raise typer.Exit(1)
    if not findings:
        OUT.print("every topic is as it must be")


async def examine_servers(settings: Settings) -> list[Finding]:
    """Look at MongoDB, Kafka, what lies there, and the services that the settings name; a fault in one does not keep
    the others from being looked at."""
    clock = SystemClock()
    async with servers().opened(settings, clock) as mongo:
        waits = await mongo.ready()
        if waits is not None:
            found = [Finding("MongoDB", waits, "Start it, or check ONETWENTY_MONGO_URL and who it lets in")]
        else:
            found = [await _mongo(mongo), *await _inside(mongo, clock)]
    return [*found, *await _kafka(settings), *await ask_neighbours(settings)]


async def _mongo(mongo: Any) -> Finding:
    version, replica_set = await mongo.server()
    old = tuple(int(part) for part in version.split(".")[:2]) < OLDEST_MONGO
    kind = f"replica set {replica_set}" if replica_set else "a single server: what it loses is lost"
    return Finding("MongoDB", f"{version}, {kind}", "Use MongoDB 4.4 or newer" if old else "")


async def _inside(mongo: Any, clock: SystemClock) -> list[Finding]:
    findings: list[Finding] = []
    running = []
    try:
        for source in RELAYED:
            relayer = await mongo.relayer(source)
            if relayer is not None:
                running.append(source)
            text = f"{relayer.holder}, epoch {relayer.epoch}" if relayer else "nobody"
            findings.append(Finding(f"relay of {source}", text))
        inside = {service: await _look(mongo, service) for service in (*RELAYED, "reporting")}
    except Unavailable as away:
        return [*findings, Finding("MongoDB", reason_of(away), "Look again when it works")]
    return findings + standing(inside, RELAYED, running, clock.now(), may_rest=False)


async def _look(mongo: Any, service: str) -> Standing:
    heads: Sequence[LedgerHead] = await mongo.event_store(service).heads() if service in RELAYED else ()
    views: Mapping[str, Views] = {
        name: Views(await mongo.view_store(name).cursors(), await mongo.view_store(name).parked())
        for name in VIEW_SETS
        if name.partition(".")[0] == service
    }
    return Standing(heads, views)


async def _kafka(settings: Settings) -> list[Finding]:
    try:
        findings = await servers().examined_topics(settings, create=False)
    except Unavailable as away:
        return [Finding("Kafka", reason_of(away), "Start it, or check ONETWENTY_KAFKA_BOOTSTRAP and who it lets in")]
    told = [Finding(_TOPICS, str(finding), remedy_for_topic(finding.state, finding.what)) for finding in findings]
    return told or [Finding(_TOPICS, "all as they must be")]


def remedy_for_topic(state: str, what: str) -> str:
    """How a topic becomes what it must be; `what` differs in it."""
    if state == "missing":
        return "Run: onetwenty topics"
    if state == "setting differs":
        return "Set ONETWENTY_KAFKA_PARTITIONS to what the topics have"
    if what == "partitions":
        return "Never add any: begin with other topics, see `Partitions are never added` in docs/operations.md"
    return "Change it with Kafka's own tools; see docs/operations.md"
