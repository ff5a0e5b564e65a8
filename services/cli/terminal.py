"""What the commands print: results to standard output, progress and refusals to standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shared.adapters.owner_files import FileRefused
from shared.kernel.failures import Unavailable

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)

Advance = Callable[[int], None]
"""Told how much more is done."""


@contextmanager
def progress(what: str, total: int) -> Iterator[Advance]:
    """A bar on standard error while the block runs; none when that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=ERR, disable=not ERR.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the storage refuses into two lines, what is wrong and how to mend it, and exit code 1."""
    try:
        yield
    except FileRefused as refusal:
        raise failed(f"{refusal.path} {refusal.what}.", f"{refusal.remedy}.") from None
    except Unavailable as away:
        raise failed(f"Not possible now: {reason_of(away)}.", "Run `onetwenty doctor`, then try again.") from None


def reason_of(away: Unavailable) -> str:
    """What is away, in words."""
    return away.in_words


def failed(what: str, remedy: str = "") -> typer.Exit:
    """Say what went wrong and what to do, for exit code 1."""
    ERR.print(f"[bold red]{what}[/]" if ERR.is_terminal else what)
    if remedy:
        ERR.print(remedy)
    return typer.Exit(1)
