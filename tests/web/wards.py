"""A ward as its coordinator makes it for a test: households, a volunteer, an invitation."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.journeys.asking import Caller, until
from tests.journeys.serving import Serving, token

WARD = "20194"
OTHER_WARD = "20242"


@dataclass(frozen=True)
class Ward:
    """A coordinator's hands in a running system."""

    system: Serving
    desk: Caller
    code: str

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """A call that must succeed."""
        answer = self.desk.send(method, path, body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def household(self, name: str, volunteer: str | None = None, **traits: Any) -> str:
        """A household of that name, perhaps with the volunteer; its id."""
        body = {"village": "Tà Lang", "priority": ["remote"], "signal": "none", "head_name": name, **traits}
        household = str(self.send("POST", f"assignment/v1/wards/{self.code}/households", body)["id"])
        if volunteer is not None:
            self.assign(household, volunteer)
        return household

    def assign(self, household: str, volunteer: str, *, replace: bool = False) -> None:
        """Give the household to the volunteer."""
        body = {"household_id": household, "volunteer_id": volunteer, "replace": replace}
        self.send("POST", f"assignment/v1/wards/{self.code}/assignments", body)

    def volunteer(self, households: Sequence[str] = ()) -> str:
        """A volunteer with households of these names; the volunteer's id."""
        body = {"name": "Nguyễn Văn An (mẫu)", "kind": "student", "capacity": 20}
        volunteer = str(self.send("POST", f"assignment/v1/wards/{self.code}/volunteers", body)["id"])
        for name in households:
            self.household(name, volunteer)
        return volunteer

    def invitation(self, volunteer: str) -> str:
        """The address that a QR code for this volunteer holds."""
        path = f"access/v1/wards/{self.code}/volunteers/{volunteer}/invitations"
        return str(self._invited(path)["url"])

    def _invited(self, path: str) -> Any:
        """Access learns of a volunteer from the roster's ledger, a moment later."""
        answers: list[Any] = []

        def known() -> bool:
            answer = self.desk.send("POST", path, {"kind": "screen"})
            if answer.status_code == 201:
                answers.append(answer.json())
            return bool(answers)

        until(known, "the volunteer's account")
        return answers[0]

    def visits(self, volunteer: str) -> list[dict[str, Any]]:
        """The volunteer's visits, as the desk reads them."""
        visits = self.desk.get(f"visits/v1/wards/{self.code}/visits", limit=200)["items"]
        return [one for one in visits if one["volunteer_id"] == volunteer]

    def listed(self, what: str) -> list[dict[str, Any]]:
        """The ward's requests or incidents, as the desk reads them."""
        return list(self.desk.get(f"visits/v1/wards/{self.code}/{what}")["items"])

    def counted(self, volunteer: str, *outcomes: str) -> None:
        """Wait until the desk reads as many visits of the volunteer; they have these outcomes and are no more."""
        until(lambda: len(self.visits(volunteer)) >= len(outcomes), "the volunteer's visits")
        assert sorted(one["outcome"] for one in self.visits(volunteer)) == sorted(outcomes)


@contextmanager
def ward_of(system: Serving, code: str = WARD) -> Iterator[Ward]:
    """The ward's coordinator at work."""
    desk = Caller(system.url, token(system.data, "coordinator", code))
    try:
        yield Ward(system, desk, code)
    finally:
        desk.close()
