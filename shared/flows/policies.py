"""Policies: an event of another service becomes a command of one's own, once, however often the event comes."""

from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from shared.contracts.codec import CODECS
from shared.flows.command_envelope import C, CommandEnvelope
from shared.kernel.messages import Event, LedgerEvent

E = TypeVar("E", bound=Event)


def policy_command_id(cause: LedgerEvent, policy: str) -> str:
    """The id of the command that `policy` makes of an event: always the same for the same event."""
    return str(uuid5(uuid5(NAMESPACE_URL, cause.id), policy))


def policy_envelope(
    cause: LedgerEvent, policy: str, *, stream: str, ward: str, command: C, answer_id: str
) -> CommandEnvelope[C]:
    """The command on its way. It is nobody's wish, so `policy` stands where the actor and the content would."""
    return CommandEnvelope(
        stream=stream,
        ward=ward,
        command=command,
        command_id=policy_command_id(cause, policy),
        content_hash=f"policy/{policy}",
        actor=f"policy/{policy}",
        answer_id=answer_id,
        correlation_id=cause.correlation_id,
        traceparent=cause.traceparent,
    )


def fact_of(cause: LedgerEvent, kind: type[E]) -> E:
    """The event as its class, which it must be; raises what the codec raises."""
    fact = CODECS[cause.source].decode(cause.type, cause.version, cause.data)
    if not isinstance(fact, kind):
        raise TypeError(f"{cause.id} is no {kind.__name__}")
    return fact
