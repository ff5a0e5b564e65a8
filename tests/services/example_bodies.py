"""A body for every command that takes one, as short as it can be, about a place that exists."""

from collections.abc import Callable
from typing import Any

from shared.kernel.days import rfc3339
from tests.services.running_system import CLOCK, Place, ago, soon, visit_of

REASON = {"reason": "Thử"}
AT = {"occurred_at": ago(minutes=5)}
_CREDENTIAL = {"id": "c3BhbQ", "rawId": "c3BhbQ", "type": "public-key"}
MADE = {**_CREDENTIAL, "response": {"clientDataJSON": "c3BhbQ", "attestationObject": "c3BhbQ"}}
SHOWN = {
    **_CREDENTIAL,
    "response": {"clientDataJSON": "c3BhbQ", "authenticatorData": "c3BhbQ", "signature": "c3BhbQ"},
}


def new_name() -> str:
    """Letters that nobody has used yet in a name."""
    return CLOCK.new_id().replace("-", "").translate(str.maketrans("0123456789", "ghijklmnop"))


BODIES: dict[str, Callable[[Place], Any]] = {
    "POST /wards/{ward}/households": lambda _: {"village": "Tà Lang", "priority": [], "signal": "none"},
    "PATCH /wards/{ward}/households/{household_id}": lambda _: {"adults": 3},
    "POST /wards/{ward}/volunteers": lambda _: {"name": "C (mẫu)", "kind": "pupil", "capacity": 5},
    "PATCH /wards/{ward}/volunteers/{volunteer_id}": lambda _: {"capacity": 9},
    "POST /wards/{ward}/volunteers/{volunteer_id}/retirement": lambda _: REASON,
    "DELETE /wards/{ward}/households/{household_id}": lambda _: REASON,
    "DELETE /wards/{ward}/assignments/{household_id}": lambda _: REASON,
    "POST /wards/{ward}/assignments": lambda at: {"household_id": at.household_id, "volunteer_id": at.volunteer_id},
    "PUT /wards/{ward}/villages/{village}": lambda _: {"name": "Tà Lang", "households_total": 90},
    "POST /commands": lambda _: {"sent_at": rfc3339(CLOCK.now()), "commands": []},
    "POST /visits": lambda at: visit_of(at.household_id),
    "POST /visits/{visit_id}/void": lambda _: REASON,
    "POST /households/{household_id}/follow-ups": lambda _: {"due": soon(), "what": "Gọi lại", **AT},
    "POST /incidents": lambda _: {"id": CLOCK.new_id(), "kind": "dog", **AT},
    "POST /wards/{ward}/households/{household_id}/requests": lambda _: {
        "id": CLOCK.new_id(),
        "kind": "correction",
        "text": "Sai số nhà",
        **AT,
    },
    "POST /wards/{ward}/households/{household_id}/requests/{request_id}/answer": lambda _: {"outcome": "done"},
    "POST /follow-ups/{follow_up_id}/closure": lambda _: AT,
    "PATCH /cases/{case_id}": lambda _: {"appointment": soon()},
    **{f"POST /cases/{{case_id}}/{step}": lambda _: AT for step in ("completion", "refusal", "return", "withdrawal")},
    "POST /cases/{case_id}/reopening": lambda _: AT,
    "POST /sessions": lambda _: {"name": f"nobody-{new_name()}", "password": "nắng sớm trên cầu sông Hàn"},
    "POST /sessions/invitation": lambda _: {"secret": "spam"},
    "POST /sessions/passkey": lambda _: {"challenge_id": CLOCK.new_id(), "credential": SHOWN},
    "PUT /account/password": lambda _: {"password": "cầu sông Hàn", "new_password": "nắng sớm trên cầu sông Hàn"},
    "POST /passkeys": lambda _: {"challenge_id": CLOCK.new_id(), "credential": MADE},
    "POST /accounts": lambda _: {"role": "auditor", "name": f"auditor-{new_name()}"},
    "PUT /wards/{ward}/volunteers/{volunteer_id}/sign-in": lambda _: {"name": f"volunteer-{new_name()}"},
    "POST /wards/{ward}/volunteers/{volunteer_id}/invitations": lambda _: {"kind": "printed"},
    "DELETE /wards/{ward}/volunteers/{volunteer_id}/sessions": lambda _: {"lost": True},
}


FILES: dict[str, bytes] = {"POST /wards/{ward}/imports": "Mã,Thôn\r\nH-1,Tà Lang\r\n".encode()}
"""What calls that take a file are sent, with the query beside it."""
FILE_QUERY = {"kind": "households"}


def body_of(call: str, place: Place) -> Any:
    """The body of a call, by its method and its path below `/api/<service>/v1`; None for one without."""
    return BODIES[call](place) if call in BODIES else None
