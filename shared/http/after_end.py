"""What a session may still do once it is over: send what was recorded before its end (domain.md, Rules)."""

from pydantic import BaseModel

from shared.http.command_calls import CommandContext
from shared.kernel.failures import Rejection

AFTER_END = "after_end"
"""Flag of what was sent after its sender's session had ended."""


class RecordedAfterSessionEnd(Rejection):
    """It happened after the session had ended, or does not say when: for that, somebody must be signed in."""


def flags_of_sender(context: CommandContext, content: BaseModel) -> tuple[str, ...]:
    """The flags that a command carries because of who sends it. Raises RecordedAfterSessionEnd."""
    ended_at = context.scope.ended_at
    if ended_at is None:
        return ()
    happened = getattr(content, "occurred_at", None)
    if happened is None or context.corrected(happened) >= ended_at:
        raise RecordedAfterSessionEnd()
    return (AFTER_END,)
