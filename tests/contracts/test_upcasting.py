"""An event that changed its shape twice: its oldest bytes still read, step by step, as today's class."""

from typing import Any, ClassVar

import msgspec
import pytest

from shared.contracts.codec import Codec, UnknownEvent
from shared.kernel.messages import Event


class SimCardGiven(Event, frozen=True, kw_only=True):
    """Version 1 had `number_of_cards`; 2 renamed it to `cards`; 3 says for which household."""

    VERSION: ClassVar[int] = 3
    cards: int
    household_id: str | None = None


def _renamed(value: dict[str, Any]) -> dict[str, Any]:
    return {"cards": value["number_of_cards"]}


def _with_household(value: dict[str, Any]) -> dict[str, Any]:
    return {**value, "household_id": None}


CODEC = Codec((SimCardGiven,), {("SimCardGiven", 1): _renamed, ("SimCardGiven", 2): _with_household})


@pytest.mark.parametrize(
    ("version", "data"),
    [(1, b'{"number_of_cards":2}'), (2, b'{"cards":2}'), (3, b'{"cards":2}')],
)
def test_every_version_reads_as_the_latest(version: int, data: bytes) -> None:
    assert CODEC.decode("SimCardGiven", version, data) == SimCardGiven(cards=2)


def test_a_version_without_a_way_up_is_refused() -> None:
    with pytest.raises(UnknownEvent, match="cannot be lifted"):
        Codec((SimCardGiven,)).decode("SimCardGiven", 1, b'{"number_of_cards":2}')


def test_a_version_from_the_future_is_refused() -> None:
    with pytest.raises(UnknownEvent, match="newer than 3"):
        CODEC.decode("SimCardGiven", 4, b"{}")


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UnknownEvent, match="no event type"):
        CODEC.decode("SimCardSold", 1, b"{}")


def test_damaged_data_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        CODEC.decode("SimCardGiven", 3, b'{"cards":"two"}')
