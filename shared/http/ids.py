"""Ids and ward codes at the border: one spelling inside, whatever the outside writes."""

import re
from collections.abc import Mapping

from shared.http.refusals import IdempotencyKeyMalformed, IdMalformed, WardUnknown
from shared.reference.units import canonical_ward

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def canonical_uuid(text: str) -> str | None:
    """`text` in lower case when it is a UUID in its usual form."""
    lowered = text.lower() if len(text) == 36 else ""
    return lowered if _UUID.fullmatch(lowered) else None


def canonical_path(path_ids: Mapping[str, str]) -> dict[str, str]:
    """Path ids as the inside knows them: `ward` by its canonical code, `id` and `…_id` as lower-case UUIDs."""
    return {name: _canonical(name, value) for name, value in path_ids.items()}


def _canonical(name: str, value: str) -> str:
    if name == "ward":
        ward = canonical_ward(value)
        if ward is None:
            raise WardUnknown()
        return ward
    if name != "id" and not name.endswith("_id"):
        return value
    known = canonical_uuid(value)
    if known is None:
        raise IdMalformed(pointer=name)
    return known


def command_id_of(idempotency_key: str) -> str:
    """The command id that an `Idempotency-Key` names, quoted (as the IETF draft writes it) or not."""
    known = canonical_uuid(idempotency_key.strip().strip('"'))
    if known is None:
        raise IdempotencyKeyMalformed(pointer="Idempotency-Key")
    return known
