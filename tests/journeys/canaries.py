"""Texts about people that are found nowhere else in the world, planted through the API into every field that takes one;
and the search for their bytes in whatever a system writes."""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import httpx

from shared.adapters.system_clock import SystemClock
from shared.kernel.days import day_of, rfc3339
from tests.journeys.asking import Caller
from tests.journeys.modes import System
from tests.journeys.serving import token

WARD = "20194"
CLOCK = SystemClock()
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_ZLIB = b"\x78\x01"


def _unique() -> str:
    return CLOCK.new_id().replace("-", "")[-14:].translate(_LETTERS)


@dataclass
class Canaries:
    """`texts` by where they were planted; `plain` stands in the clear by design, so the search must find it; `secrets`
    are what people sign in with."""

    texts: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    plain: str = field(default_factory=lambda: f"lang-{_unique()}")
    household: str = field(default_factory=CLOCK.new_id)
    volunteer: str = ""
    answers: list[bytes] = field(default_factory=list)

    def text(self, where: str) -> str:
        """A new one, with letters that JSON may escape."""
        return self.texts.setdefault(where, f"Yến {_unique()} ộ")

    def number(self, where: str) -> str:
        """A new phone number."""
        digits = int(CLOCK.new_id().replace("-", "")[-12:], 16) % 10_000_000
        return self.texts.setdefault(where, f"0{905_000_000 + digits}")


def plant(system: System, canaries: Canaries) -> None:
    """Everything that can be said of a household and a volunteer, right and wrong; refusals are kept to be searched."""
    with closing(Caller(system.url, token(system.data, "coordinator", WARD))) as desk:
        _plant_roster(desk, canaries)
        _plant_sign_in(system, desk, canaries)
    with closing(Caller(system.url, token(system.data, "volunteer", WARD, canaries.volunteer))) as phone:
        visit = _plant_visit(phone, canaries)
        _plant_asked_and_befallen(phone, canaries)
    with closing(Caller(system.url, token(system.data, "coordinator", WARD))) as desk:
        case = visit["procedures"][0]["case_id"]
        later = {"occurred_at": _ago(1), "reason": canaries.text("what a case was returned for")}
        _accepted(desk.send("POST", f"visits/v1/cases/{case}/return", later))
        voided = {"reason": canaries.text("why a visit was voided")}
        _accepted(desk.send("POST", f"visits/v1/visits/{visit['visit_id']}/void", voided))
        _plant_mistakes(desk, canaries)


def _plant_roster(desk: Caller, canaries: Canaries) -> None:
    roster = f"assignment/v1/wards/{WARD}"
    volunteer = {"name": canaries.text("volunteer"), "phone": canaries.number("volunteer's phone"), "capacity": 20}
    consent = {"given_on": day_of(CLOCK.now()), "slip": canaries.text("guardian's slip")}
    minor = {"kind": "pupil", "minor_until": f"{CLOCK.now().year + 1}-06", "guardian_consent": consent}
    canaries.volunteer = _accepted(desk.send("POST", f"{roster}/volunteers", volunteer | minor)).json()["id"]
    texts = {name: canaries.text(name) for name in ("head_name", "address", "location")}
    household = {"id": canaries.household, "village": canaries.plain, "priority": ["poor"], "signal": "weak"}
    number = {"phone": canaries.number("household's phone")}
    _accepted(desk.send("POST", f"{roster}/households", household | texts | number))
    both = {"household_id": canaries.household, "volunteer_id": canaries.volunteer}
    _accepted(desk.send("POST", f"{roster}/assignments", both | {"reason": canaries.text("why assigned")}))
    amended = {"address": canaries.text("the next address")}
    _accepted(desk.send("PATCH", f"{roster}/households/{canaries.household}", amended))


def _plant_sign_in(system: System, desk: Caller, canaries: Canaries) -> None:
    path = f"access/v1/wards/{WARD}/volunteers/{canaries.volunteer}"
    name = canaries.texts.setdefault("name to sign in with", _unique())
    given = _accepted(desk.send("PUT", f"{path}/sign-in", {"name": name})).json()
    canaries.secrets["one-time password"] = given["one_time_password"]
    canaries.secrets["password"] = f"núi Sơn Trà {_unique()}"
    invited = _accepted(desk.send("POST", f"{path}/invitations", {"kind": "printed"})).json()
    canaries.secrets["invitation"] = invited["url"].partition("#")[2]
    with httpx.Client(base_url=system.url, timeout=30) as browser:
        body = {"name": name, "password": given["one_time_password"], "new_password": canaries.secrets["password"]}
        opened = browser.post("/api/access/v1/sessions", json=body, headers={"Sec-Fetch-Site": "same-origin"})
        _accepted(opened)
        cookies = [one.partition(";")[0].partition("=")[2] for one in opened.headers.get_list("set-cookie")]
        canaries.secrets |= {f"cookie {number}": value for number, value in enumerate(cookies)}


def _plant_visit(phone: Caller, canaries: Canaries) -> dict[str, Any]:
    texts = {name: canaries.text(name) for name in ("dossier_code", "for_whom", "authorisation", "reason")}
    line = {"case_id": CLOCK.new_id(), "procedure": "sim-registration", "step": "submitted", "mode": "on_behalf"}
    consent = {name: canaries.text(f"consent {name}") for name in ("by", "how", "slip")}
    follow_up = {"id": CLOCK.new_id(), "due": day_of(CLOCK.now() + timedelta(days=3)), "what": canaries.text("what")}
    visit = {
        "visit_id": CLOCK.new_id(),
        "household_id": canaries.household,
        "occurred_at": _ago(20),
        "outcome": "helped",
        "people_helped": 1,
        "procedures": [line | texts],
        "follow_ups": [follow_up],
        "consent": consent | {"answer": "given", "notice_version": "1"},
        "note": canaries.text("note"),
    }
    _accepted(phone.send("POST", "visits/v1/visits", visit))
    return visit


def _plant_asked_and_befallen(phone: Caller, canaries: Canaries) -> None:
    request = {"id": CLOCK.new_id(), "kind": "correction", "occurred_at": _ago(9), "text": canaries.text("request")}
    _accepted(phone.send("POST", f"visits/v1/wards/{WARD}/households/{canaries.household}/requests", request))
    incident = {"id": CLOCK.new_id(), "kind": "threat", "occurred_at": _ago(8), "text": canaries.text("incident")}
    _accepted(phone.send("POST", "visits/v1/incidents", incident | {"household_id": canaries.household}))


def _plant_mistakes(desk: Caller, canaries: Canaries) -> None:
    """What is refused is neither repeated in the answer nor kept."""
    households = f"assignment/v1/wards/{WARD}/households"
    wrong = canaries.text("refused")
    refused = [
        desk.send("POST", households, {"village": canaries.plain, "head_name": wrong, "adults": wrong}),
        desk.send("PATCH", f"{households}/{wrong}", {"head_name": wrong}),
        desk.send("GET", f"{households}?limit={wrong}"),
        desk.send("POST", "visits/v1/commands", {"sent_at": wrong, "commands": []}),
        desk.send("POST", "access/v1/sessions", {"name": wrong, "password": wrong}),
    ]
    assert all(400 <= one.status_code < 500 for one in refused)
    canaries.answers += [one.content for one in refused]
    assert desk.get(households, q=canaries.texts["head_name"])["items"], "a search puts it into an address"


def _accepted(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code in (200, 201), f"{answer.request.url}: {answer.text}"
    return answer


def _ago(minutes: int) -> str:
    return rfc3339(CLOCK.now() - timedelta(minutes=minutes))


def forms(text: str) -> set[bytes]:
    """The bytes of a text as they may lie somewhere: plain, escaped in JSON, and in Base64 wherever a group begins."""
    raw = text.encode()
    found = {raw, json.dumps(text)[1:-1].encode()}
    for shift in range(3):
        whole = b64encode(b"\0" * shift + raw)
        inner = whole[4 if shift else 0 : len(whole) - 4]
        found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    assert min(map(len, found)) >= 8, f"too short to be found by chance nowhere: {text}"
    return found


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, as it lies there and with everything in it unpacked that zlib or zip has packed."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        yield path.name, content
        yield f"{path.name}, unpacked", b"".join(_unpacked(content))
        if is_zipfile(BytesIO(content)):
            with ZipFile(BytesIO(content)) as archive:
                yield from ((f"{path.name}/{name}", archive.read(name)) for name in archive.namelist())


def _unpacked(content: bytes) -> Iterator[bytes]:
    at = content.find(_ZLIB)
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[at:])
        at = content.find(_ZLIB, at + 1)


def found_in(places: Iterator[tuple[str, bytes]], canaries: Canaries) -> tuple[list[str], bool]:
    """Where a canary or a secret lies in the clear, and whether the plain word was found, without which the search
    would prove nothing."""
    wanted = {name: forms(text) for name, text in {**canaries.texts, **canaries.secrets}.items()}
    hits, seen = [], False
    for place, content in places:
        seen = seen or canaries.plain.encode() in content
        hits += [f"{name} in {place}" for name, ways in wanted.items() if any(way in content for way in ways)]
    return hits, seen
