"""A phone that sends a batch is a phone that was heard."""

from datetime import datetime, timedelta
from typing import Any

from services.visits.domain.commands import HearPhone
from shared.flows.command_envelope import CommandEnvelope
from shared.flows.handle_command import CommandHandler
from shared.http.batch import Device
from shared.http.command_calls import CommandContext

_YEARS = range(2000, 2100)
"""Within these a time can be corrected; a phone that says anything else has lost its clock."""


class PhoneContacts:
    """Records contacts of volunteers' phones, in `<ward>/phone/<device>`."""

    def __init__(self, handler: CommandHandler[HearPhone, Any]) -> None:
        self._handler = handler

    async def hear(self, context: CommandContext, device: Device) -> None:
        """Record the contact, if it is news. A coordinator's phone is nobody's to miss."""
        ward, volunteer_id = context.scope.own_ward(), context.scope.volunteer_id
        if volunteer_id is None:
            return
        command = HearPhone(
            command_id=context.command_id,
            recorded_at=context.recorded_at,
            recorded_by=context.scope.actor,
            role=context.scope.role,
            device=device.id,
            volunteer_id=volunteer_id,
            unsent=device.unsent,
            oldest_unsent=_corrected(device.oldest_unsent, context.clock_offset),
            app=device.app,
        )
        await self._handler.handle(
            CommandEnvelope(
                stream=f"{ward}/phone/{device.id}",
                ward=ward,
                command=command,
                command_id=context.command_id,
                content_hash="contact",
                actor=context.scope.actor,
                answer_id=device.id,
            )
        )


def _corrected(reported: datetime | None, clock_offset: timedelta) -> datetime | None:
    return reported + clock_offset if reported is not None and reported.year in _YEARS else None
