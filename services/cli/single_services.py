"""What the commands ask of MongoDB and Kafka where single services run. The drivers are loaded only then, by name."""

import asyncio
from importlib import import_module
from typing import Any

import typer

from services.cli.terminal import OUT, failed
from shared.kernel.failures import Unavailable
from shared.settings import read_settings


def show_topics(*, create: bool) -> None:
    """Print what is wrong with Kafka's topics, and what was made of them; exit code 1 when anything still differs."""
    settings = read_settings()
    try:
        findings = asyncio.run(distributed().examined_topics(settings, create=create))
    except Unavailable as away:
        reason = away.facts.get("reason", away)
        raise failed(
            f"Kafka cannot be asked: {reason}.", "Start it first, or check ONETWENTY_KAFKA_BOOTSTRAP."
        ) from None
    for finding in findings:
        OUT.print(str(finding))
    if any(finding.state != "created" for finding in findings):
        raise typer.Exit(1)
    if not findings:
        OUT.print("every topic is as it should be")


def distributed() -> Any:
    """The module that opens MongoDB and Kafka for an operator."""
    return import_module("shared.adapters.distributed.inspection")
