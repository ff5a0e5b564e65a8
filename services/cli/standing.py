"""Where ledgers and views stand, and what is wrong with that."""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.cli.rebuilding import VIEW_SETS
from shared.ports.event_store import LedgerHead
from shared.ports.view_store import Cursor, Parked

MOST_BEHIND = 5_000
"""Events that views may be behind while they are folded: an import folds many at once."""
_OLD_PENDING = 30.0
"""Seconds that a commit may wait to be published; the alarm RelayStuck has the same."""
_STANDS_STILL = "The relay stands still: look into the log of `serve`"
_NOBODY = "Nobody publishes them: start `onetwenty serve {service}`, or look into its log"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is empty when it is in order."""

    what: str
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Views:
    """Where a view set stands, and the events that could not be folded."""

    cursors: Sequence[Cursor]
    parked: Sequence[Parked]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a service keeps: where its ledgers stand, and its view sets by name."""

    heads: Sequence[LedgerHead]
    views: Mapping[str, Views]


def standing(
    services: Mapping[str, Standing],
    relayed: Collection[str],
    running: Collection[str],
    now: datetime,
    most_behind: int = MOST_BEHIND,
    *,
    may_rest: bool = True,
) -> list[Finding]:
    """What was found. `relayed` are the services with ledgers of their own, `running` those of them at work; whether
    the others may rest says `may_rest`: a folder may, single services are always somewhere at work."""
    findings = []
    for service in relayed:
        remedy = _STANDS_STILL if service in running else "" if may_rest else _NOBODY.format(service=service)
        findings.append(_pending(service, services[service].heads, now, remedy))
    heads = [head for one in services.values() for head in one.heads]
    for name, found in (views for one in services.values() for views in one.views.items()):
        behind = _behind(heads, found.cursors, VIEW_SETS[name].sources)
        stuck = running and behind > most_behind
        remedy = "They are not folded any more: look into the log of `serve`, then restart it" if stuck else ""
        findings += [Finding(f"views of {name}", f"{behind} events behind", remedy), *_parked(name, found)]
    return findings


def _behind(heads: Sequence[LedgerHead], cursors: Sequence[Cursor], sources: Container[str]) -> int:
    """Events with a number that the views are not surely written up to; of another era they hold nothing."""
    folded = {
        (source, cursor.ward, mark.era): mark.number for cursor in cursors for source, mark in cursor.numbers.items()
    }
    return sum(
        max(0, head.number - folded.get((head.source, head.ward, head.era), 0))
        for head in heads
        if head.source in sources
    )


def _parked(name: str, views: Views) -> Iterator[Finding]:
    for ward in sorted({one.ward for one in views.parked}):
        count = sum(one.ward == ward for one in views.parked)
        remedy = f"Run: onetwenty rebuild --ward {ward} --switch"
        yield Finding(f"{name}, ward {ward}", f"{count} events could not be folded", remedy)


def _pending(service: str, heads: Sequence[LedgerHead], now: datetime, remedy: str) -> Finding:
    waiting = sum(head.pending for head in heads)
    oldest = min((head.oldest_pending for head in heads if head.oldest_pending), default=None)
    text = f"{sum(head.number for head in heads)} events, {waiting} waiting to be published"
    late = oldest is not None and (now - oldest).total_seconds() > _OLD_PENDING
    return Finding(f"ledger of {service}", text, remedy if late else "")
