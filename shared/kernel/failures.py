"""The failure tree: every failure that a caller is told about is one of three kinds.

    Failure
    ├── Rejection      a rule says no: tell the person, never retry
    │   ├── NotFound       unknown, or out of the caller's scope: both look the same
    │   ├── Forbidden      the caller's role may not do this at all
    │   └── Invalid        a value that no state could accept: names the field
    ├── Conflict       somebody was faster: read again, decide again, a few times
    └── Unavailable    something is away for a moment: try later, nothing is lost

Anything else is a defect and crashes loudly. A service names its own rejections as subclasses of Rejection.
"""

import re
from typing import ClassVar


class Failure(Exception):
    """Root of the three kinds; never raised itself."""

    slug: ClassVar[str] = "failure"
    """The name of the problem in public answers, as in `/problems/<slug>`."""

    def __init_subclass__(cls) -> None:
        if "slug" not in cls.__dict__:
            cls.slug = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts
        """What the texts of the problem may name, for example `capacity=20`; never personal data."""

    def __str__(self) -> str:
        return f"{self.slug} {self.facts}" if self.facts else self.slug

    @property
    def in_words(self) -> str:
        """What an operator reads: `MongoDB does not answer`, or `ledger of visits: answered 502`."""
        facts = {name: str(fact) for name, fact in self.facts.items() if fact not in (None, "")}
        subject = " ".join(facts.pop(name) for name in ("storage", "what") if name in facts)
        reason = facts.pop("reason", "")
        source = facts.pop("source", "")
        named = f"{subject or self.slug.replace('-', ' ')} of {source}" if source else subject
        details = ", ".join(f"{name.replace('_', ' ')} {fact}" for name, fact in facts.items())
        first = ", ".join(part for part in (named, details) if part)
        return ": ".join(part for part in (first, reason) if part) or self.slug.replace("-", " ")


class Rejection(Failure):
    """A rule's no, named as the fact it states (`CaseloadFull`). Retrying cannot help."""


class NotFound(Rejection):
    """What was asked for does not exist for this caller."""


class Forbidden(Rejection):
    """The caller's role may not make this call."""


class Invalid(Rejection):
    """A value no state could accept. `pointer` is a JSON pointer into the body, or the name of a parameter."""

    def __init__(self, pointer: str, **facts: object) -> None:
        super().__init__(pointer=pointer, **facts)
        self.pointer = pointer


class Conflict(Failure):
    """A guard was lost to another writer: read again and decide again."""


class Unavailable(Failure):
    """Not possible right now. `retry_after` is in seconds."""

    def __init__(self, retry_after: int = 1, **facts: object) -> None:
        super().__init__(**facts)
        self.retry_after = retry_after


class Busy(Unavailable):
    """Retries of a conflict did not come through in time."""


class NotCaughtUp(Unavailable):
    """A view has not yet folded the version that the reader asked for."""
