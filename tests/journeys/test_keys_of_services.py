"""Another master key and another signing key take over from single services while they run, and nobody notices."""

from base64 import b64encode
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.adapters.owner_files import make_owner_file
from shared.adapters.system_clock import SystemClock
from tests.journeys.asking import Caller, until
from tests.journeys.distributed import Distributed, distributed
from tests.journeys.serving import onetwenty, token

pytestmark = pytest.mark.timeout(300)
WARD = "20194"
SEALING = {"access": 1, "assignment": 1, "visits": 1}


def restart_one_after_another(system: Distributed, **variables: str) -> None:
    """Give every process other settings, a new one beside each old one first."""
    system.environment.update(variables)
    for service in SEALING:
        (old,) = system.of(service)
        system.start({service: 1})
        system.hide(old)
        assert old.stop() == 0
    system.await_working()


def published(system: Distributed) -> list[str]:
    keys = httpx.get(f"{system.url}/api/access/v1/jwks", timeout=10).json()["keys"]
    return [key["kid"] for key in keys]


def test_keys_are_replaced_while_everything_runs(tmp_path: Path) -> None:
    volunteers = [SystemClock().new_id() for _ in range(3)]
    make_owner_file(tmp_path / "apart/new.key", b64encode(b"n" * 32))
    rewrap = ("keys", "rewrap", "--new-key", str(tmp_path / "apart/new.key"))
    with (
        distributed(tmp_path, SEALING) as system,
        closing(Caller(system.url, token(system.data, "coordinator", WARD))) as desk,
    ):

        def enrol(volunteer: str) -> httpx.Response:
            body: dict[str, Any] = {"id": volunteer, "name": "A (mẫu)", "kind": "student", "capacity": 20}
            return desk.send("POST", f"assignment/v1/wards/{WARD}/volunteers", body, **{"Idempotency-Key": volunteer})

        def names() -> list[str]:
            found = desk.get(f"assignment/v1/wards/{WARD}/volunteers")
            return [one["name"] for one in found["items"]]

        assert enrol(volunteers[0]).status_code == 201
        (first,) = published(system)
        told = onetwenty("keys", "rotate", environment=system.environment).stdout
        until(lambda: len(published(system)) == 2, "the new signing key")
        assert told.split()[1] == published(system)[0] != first

        before = dict(system.environment)
        restart_one_after_another(system, ONETWENTY_NEXT_MASTER_KEY_FILE=str(tmp_path / "apart/new.key"))
        assert enrol(volunteers[1]).status_code == 201
        assert not onetwenty(*rewrap, environment=before).stdout.startswith("0 keys")
        assert enrol(volunteers[2]).status_code == 201
        until(lambda: names() == ["A (mẫu)"] * 3, "the list of volunteers")

        restart_one_after_another(
            system,
            ONETWENTY_NEXT_MASTER_KEY_FILE="",
            ONETWENTY_MASTER_KEY_FILE=str(tmp_path / "apart/new.key"),
            ONETWENTY_DERIVATION_KEY_FILE=str(tmp_path / "apart/derivation.key"),
        )
        assert onetwenty(*rewrap, environment=before).stdout.startswith("0 keys")
        assert names() == ["A (mẫu)"] * 3
        for volunteer in volunteers:
            again = enrol(volunteer)
            assert (again.status_code, again.headers.get("Idempotent-Replayed")) == (201, "true")
