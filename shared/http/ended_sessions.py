"""Sessions that are over while tokens of theirs could still be good: looked at by every request, told by access."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

TOKEN_LASTS = timedelta(minutes=15)
"""How long the access token of a session is good; the end of a session is published for as long, and a little more."""
SLACK = timedelta(minutes=1)


class SessionEnd(msgspec.Struct, frozen=True, kw_only=True):
    """One session's end. `told_at` is when it ended, or when its device was reported `lost`."""

    session_id: str
    told_at: datetime
    lost: bool = False


class EndedSessions:
    """What is known of ends. An end that no token can outlive any more is forgotten."""

    def __init__(self) -> None:
        self._ends: dict[str, SessionEnd] = {}

    def note(self, ends: Iterable[SessionEnd]) -> None:
        """Refuse these sessions from now on; a loss once told stays told."""
        for end in ends:
            known = self._ends.get(end.session_id)
            if known is None or not known.lost:
                self._ends[end.session_id] = end

    def forget(self, now: datetime) -> None:
        """Let go of ends whose last tokens have expired."""
        over = [name for name, end in self._ends.items() if now > end.told_at + TOKEN_LASTS + SLACK]
        for session_id in over:
            del self._ends[session_id]

    def refuses(self, session_id: str, *, sending: bool) -> bool:
        """Whether a token of the session is refused. `sending`: it was given after the end, only to send what was
        recorded before, which a lost device may not."""
        end = self._ends.get(session_id)
        return end is not None and (end.lost or not sending)
