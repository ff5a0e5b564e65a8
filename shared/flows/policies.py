"""Policies: an event of another service becomes a command of one's own, once, however often the event comes."""

from uuid import NAMESPACE_URL, uuid5

from shared.flows.command_envelope import C, CommandEnvelope
from shared.kernel.messages import LedgerEvent


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
