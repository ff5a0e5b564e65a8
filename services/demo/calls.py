"""The commands of the demo and the ids in them: the same for the same day, on every machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from shared.kernel.days import HO_CHI_MINH, Day

_NAMESPACE = uuid5(NAMESPACE_URL, "https://onetwenty.example/demo")


def demo_id(*parts: object) -> str:
    """A UUID that depends on `parts` alone."""
    return str(uuid5(_NAMESPACE, "/".join(map(str, parts))))


def at(day: Day, minute: int) -> str:
    """`minute` minutes after midnight of `day` in Da Nang, as RFC 3339."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=HO_CHI_MINH)
    return (midnight + timedelta(minutes=minute)).isoformat()


@dataclass(frozen=True, slots=True)
class DemoCall:
    """One command of one ward: who sends it (a coordinator where `volunteer_id` is None) and when it happened.

    `body` holds the path's ids too, as in `POST /commands`.
    """

    service: str
    ward: str
    kind: str
    body: Mapping[str, Any]
    volunteer_id: str | None = None

    @property
    def command_id(self) -> str:
        """The same for the same content."""
        return demo_id(self.service, self.kind, self.ward, sorted(self.body.items(), key=lambda pair: pair[0]))
