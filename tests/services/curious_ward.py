"""The people of one ward at work in a running system, who leave their ward's mark in everything that they write, and
now and then ask about what another ward has."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx

from shared.kernel.days import rfc3339
from shared.kernel.scope import Role
from tests.services.running_system import CLOCK, System, ago, soon, visit_of

A, V, R, X = "/api/assignment/v1", "/api/visits/v1", "/api/reporting/v1", "/api/access/v1"
LISTS = (
    *(f"{A}/wards/{{ward}}/{what}" for what in ("households", "volunteers", "villages", "openings")),
    *(f"{V}/wards/{{ward}}/{what}" for what in ("visits", "cases", "requests", "incidents", "phones", "openings")),
    *(f"{X}/wards/{{ward}}/{what}" for what in ("accounts", "openings")),
    *(f"{R}/wards/{{ward}}{what}" for what in ("", "/villages", "/volunteers")),
)
OF_ONE = (
    f"{A}/wards/{{ward}}/households/{{household}}",
    f"{A}/wards/{{ward}}/households/{{household}}/dossier",
    f"{A}/wards/{{ward}}/households/{{household}}/erasure",
    f"{V}/wards/{{ward}}/households/{{household}}/dossier",
    f"{V}/households/{{household}}",
    f"{A}/wards/{{ward}}/volunteers/{{volunteer}}",
    f"{A}/caseload?volunteer_id={{volunteer}}",
    f"{V}/caseload?volunteer_id={{volunteer}}",
    f"{X}/wards/{{ward}}/volunteers/{{volunteer}}/sessions",
)
FOR_ALL = tuple(f"{R}/{what}" for what in ("province", "wards", "procedures", "trend", "freshness"))


@dataclass
class CuriousWard:
    """`mark` stands in every text that this ward's people write; `ids` are all ids that are theirs."""

    system: System
    ward: str
    mark: str
    volunteer: str = ""
    ids: set[str] = field(default_factory=set)
    households: list[str] = field(default_factory=list)
    heard: list[httpx.Response] = field(default_factory=list)

    async def begin(self) -> None:
        """A volunteer of their own."""
        body = {"name": f"{self.mark} Lan", "phone": "0905111222", "kind": "student", "capacity": 20}
        self.volunteer = await self._made("POST", f"{A}/wards/{self.ward}/volunteers", self.desk, body)
        await self.register("")

    @property
    def desk(self) -> dict[str, str]:
        return self.system.bearer(Role.COORDINATOR, self.ward)

    @property
    def phone(self) -> dict[str, str]:
        return self.system.bearer(Role.VOLUNTEER, self.ward, self.volunteer)

    def steps(self, other: "CuriousWard") -> dict[str, Callable[[str], Coroutine[Any, Any, None]]]:
        """What this ward's people may do next, by name; each takes some letters that make it differ."""
        return {
            "register": self.register,
            "visit": self.visit,
            "send": self.send,
            "request": self.request,
            "report": self.report,
            "read": lambda _: self.read(self),
            "pry": lambda _: self.read(other),
            "search": lambda _: self.search(other),
        }

    async def register(self, some: str) -> None:
        body = {"village": f"{self.mark} {some}", "priority": [], "signal": "none", "head_name": f"{self.mark} {some}"}
        household = await self._made("POST", f"{A}/wards/{self.ward}/households", self.desk, body)
        self.households.append(household)
        both = {"household_id": household, "volunteer_id": self.volunteer}
        self.heard.append(await self.system.call("POST", f"{A}/wards/{self.ward}/assignments", self.desk, both))

    async def visit(self, some: str) -> None:
        await self._made("POST", f"{V}/visits", self.phone, self._visit(some))

    async def send(self, some: str) -> None:
        visit = {"command_id": CLOCK.new_id(), "kind": "RecordVisit", "body": self._visit(some)}
        batch = {"sent_at": rfc3339(CLOCK.now()), "commands": [visit]}
        batch["device"] = {"id": self.mark, "unsent": len(self.heard)}
        self.heard.append(await self.system.call("POST", f"{V}/commands", self.phone, batch))

    async def request(self, some: str) -> None:
        path = f"{V}/wards/{self.ward}/households/{self.households[-1]}/requests"
        body = {"kind": "access", "text": f"{self.mark} {some}", "occurred_at": ago(minutes=5), "id": self._id()}
        await self._made("POST", path, self.phone, body)

    async def report(self, some: str) -> None:
        body = {"kind": "threat", "text": f"{self.mark} {some}", "occurred_at": ago(minutes=5), "id": self._id()}
        await self._made("POST", f"{V}/incidents", self.phone, body)

    async def read(self, whose: "CuriousWard") -> None:
        """Every list and every thing, by coordinator and volunteer, under one's own ward and under the other's."""
        own_or_other = {self.ward, whose.ward}
        of_one = {"household": whose.households[-1], "volunteer": whose.volunteer}
        paths = {path.format(ward=ward, **of_one) for path in (*LISTS, *OF_ONE, *FOR_ALL) for ward in own_or_other}
        questions = [(path, caller) for caller in (self.desk, self.phone) for path in sorted(paths)]
        self.heard += await asyncio.gather(*(self.system.call("GET", path, caller) for path, caller in questions))

    async def search(self, whose: "CuriousWard") -> None:
        """By the other ward's words, which no answer may complete."""
        for q in (whose.mark[:-2], "0905111222", whose.households[-1]):
            self.heard.append(await self.system.call("GET", f"{A}/wards/{self.ward}/households", self.desk, q=q))

    def tells_of(self, other: "CuriousWard") -> list[str]:
        """What was heard here of the other ward: its mark, or an id of its things."""
        secrets = {other.mark, other.volunteer, *other.ids, *other.households}
        texts = [json.dumps(answer.json(), ensure_ascii=False) for answer in self.heard]
        return [f"{secret} in {text[:200]}" for text in texts for secret in secrets if secret in text]

    def _visit(self, some: str) -> dict[str, Any]:
        follow_up = {"id": self._id(), "due": soon(), "what": f"{self.mark} {some}"}
        line = {"case_id": self._id(), "procedure": "sim-registration", "step": "submitted", "mode": "assisted"}
        more = {"note": f"{self.mark} {some}", "follow_ups": [follow_up], "procedures": [line], "visit_id": self._id()}
        return visit_of(self.households[-1]) | more

    def _id(self) -> str:
        made = CLOCK.new_id()
        self.ids.add(made)
        return made

    async def _made(self, method: str, path: str, caller: dict[str, str], body: object) -> str:
        answer = await self.system.call(method, path, caller, body)
        assert answer.status_code == 201, answer.text
        self.heard.append(answer)
        made: str = answer.json()["id"]
        return made
