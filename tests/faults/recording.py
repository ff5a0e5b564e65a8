"""What faults took, as docs/faults.md shows it."""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.faults.faulty_world import CATCH_UP, CLIENTS_AND_REPLICAS
from tests.faults.kinds_of_faults import FAULTS

_HEAD = """# Faults

What happens to the system on Kafka and MongoDB's wire protocol when something dies, measured with real processes under
a steady load ({load}). After each fault every acknowledged command was in its ledger exactly once, no ledger had a gap,
and the figures were those of `verifier/figures`; a fault after which they were not within {catch_up:.0f} s fails the
suite. Written by

```sh
make faults ROUNDS={rounds}
```

on {day}, {machine}; `make test` runs each kind twice.

| fault | times | seconds until all figures were right: median | longest | visits acknowledged meanwhile |
|---|---|---|---|---|
"""
_TAIL = """
What each fault does stands in `tests/faults/kinds_of_faults.py`; one kind alone is run by

```sh
.venv/bin/pytest tests/faults/test_faults_distributed.py -k "{example}"
```

A kill -9 of the Mongo-wire server itself is not among them: that server may lose its last second, whatever it was
asked for (design, section 13). A real MongoDB with `j: true` does not; `ONETWENTY_TEST_MONGO_URL` points the other
suites at one.
"""


@dataclass
class RecordedFaults:
    """Seconds and visits by kind of fault."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)

    def add(self, fault: str, seconds: float, visits: int) -> None:
        """One fault is over and everything is right again."""
        self.seconds.setdefault(fault, []).append(seconds)
        self.visits[fault] = self.visits.get(fault, 0) + visits

    def write(self, file: Path, rounds: int, day: str, machine: str) -> None:
        """The page, made anew."""
        head = _HEAD.format(load=CLIENTS_AND_REPLICAS, catch_up=CATCH_UP, rounds=rounds, day=day, machine=machine)
        rows = [_row(name, self.seconds[name], self.visits[name]) for name in FAULTS if name in self.seconds]
        file.write_text(head + "".join(rows) + _TAIL.format(example="killed and not commit"))


def _row(name: str, seconds: list[float], visits: int) -> str:
    return f"| {name} | {len(seconds)} | {median(seconds):.1f} | {max(seconds):.1f} | {visits:,} |\n"
