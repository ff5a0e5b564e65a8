"""What sealing promises: a box opens only where it was put, and only with the key of the person it is about."""

from collections.abc import Mapping

import pytest
from cryptography.exceptions import InvalidTag

from shared.flows.sealing import ERASED, Sealer, UnknownKey, unsealed
from shared.kernel.messages import SealedText
from tests.ports.engines import Ports

WARD, PERSON, EVENT = "20194", "household/1", "20194/roster/1/0/era"


@pytest.fixture
def sealer(ports: Ports) -> Sealer:
    return Sealer(ports.vault)


async def opened(ports: Ports, ward: str, sealed: Mapping[str, Mapping[str, SealedText]]) -> dict[str, dict[str, str]]:
    """The texts by subject and field, with the keys that the vault has."""
    keys = await ports.vault.keys_for_opening([f"{ward}/{subject}" for subject in sealed])
    return {subject: unsealed(ward, subject, texts, keys) for subject, texts in sealed.items()}


async def test_what_was_sealed_is_opened(sealer: Sealer, ports: Ports) -> None:
    boxes = await sealer.seal(WARD, PERSON, EVENT, {"head_name": "Bà Ba", "phone": "0905123456"})
    assert not any(text in "".join(boxes.values()) for text in ("Bà Ba", "0905123456"))
    texts = {field: SealedText(EVENT, field, box) for field, box in boxes.items()}
    assert await opened(ports, WARD, {PERSON: texts}) == {PERSON: {"head_name": "Bà Ba", "phone": "0905123456"}}


async def test_equal_texts_have_different_boxes(sealer: Sealer) -> None:
    boxes = [(await sealer.seal(WARD, PERSON, EVENT, {"note": "same"}))["note"] for _ in range(2)]
    assert boxes[0] != boxes[1]


@pytest.mark.parametrize(
    ("ward", "event", "field"),
    [("20551", EVENT, "note"), (WARD, "20194/roster/2/0/era", "note"), (WARD, EVENT, "reason")],
    ids=["ward", "event", "field"],
)
async def test_a_box_opens_nowhere_else(sealer: Sealer, ports: Ports, ward: str, event: str, field: str) -> None:
    box = (await sealer.seal(WARD, PERSON, EVENT, {"note": "about her"}))["note"]
    await ports.vault.key_for_sealing(f"{ward}/{PERSON}")
    with pytest.raises(InvalidTag):
        await opened(ports, ward, {PERSON: {"note": SealedText(event, field, box)}})


async def test_another_persons_key_opens_nothing(sealer: Sealer, ports: Ports) -> None:
    box = (await sealer.seal(WARD, PERSON, EVENT, {"note": "about her"}))["note"]
    await ports.vault.key_for_sealing(f"{WARD}/household/2")
    with pytest.raises(InvalidTag):
        await opened(ports, WARD, {"household/2": {"note": SealedText(EVENT, "note", box)}})


async def test_the_three_states_of_a_key(sealer: Sealer, ports: Ports) -> None:
    """Active opens, erased says so, and one that never was is an error: the store and the vault do not match."""
    box = (await sealer.seal(WARD, PERSON, EVENT, {"note": "text"}))["note"]
    texts = {"note": SealedText(EVENT, "note", box)}
    assert await opened(ports, WARD, {PERSON: texts}) == {PERSON: {"note": "text"}}
    with pytest.raises(UnknownKey):
        await opened(ports, WARD, {"household/2": texts})
    await ports.vault.destroy(f"{WARD}/{PERSON}")
    assert await opened(ports, WARD, {PERSON: texts}) == {PERSON: {"note": ERASED}}
    assert await sealer.seal(WARD, PERSON, EVENT, {"note": "later"}) == {"note": ERASED}
    assert await opened(ports, WARD, {"household/3": {"note": SealedText(EVENT, "note", ERASED)}}) == {
        "household/3": {"note": ERASED}
    }
