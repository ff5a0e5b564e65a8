"""What assignment publishes of an erasure after it was decided: who has destroyed their key, and the evidence."""

from typing import Literal

from shared.kernel.days import Instant
from shared.kernel.messages import Event

SubjectKind = Literal["household", "volunteer"]


class _OfErasure(Event, frozen=True, kw_only=True):
    """`decision`: the id of the PersonalDataErased that this follows. Stream `<ward>/erasure/<kind>/<id>`."""

    subject_kind: SubjectKind
    subject_id: str
    decision: str

    @property
    def subject(self) -> str:
        return f"{self.subject_kind}/{self.subject_id}"


class ErasureNoted(_OfErasure, frozen=True, kw_only=True):
    """`service` has destroyed its key of the subject, at `confirmed_at`. `decided_at` and `decided_by` (the account)
    stand in the note of assignment itself."""

    service: str
    confirmed_at: Instant
    decided_at: Instant | None = None
    decided_by: str | None = None


class ErasureCompleted(_OfErasure, frozen=True, kw_only=True):
    """Every service that seals has destroyed its key. `evidence` says so, signed: a JWS (RFC 7515, compact) that
    whoever has the installation's public key can check by themselves."""

    evidence: str


ERASURE_EVENTS = (ErasureNoted, ErasureCompleted)
