"""The gateway's file, read by the gateway's program, and the gateway before a running system."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.deploy.composed import ROOT, SERVICES
from tests.deploy.gateway import CADDYFILE, Gateway, adapted, ask, caddy_run, free_port, gateway, parts
from tests.journeys.asking import until
from tests.journeys.serving import Serving, serving, token

pytestmark = pytest.mark.timeout(600)
SETTINGS: tuple[dict[str, str], ...] = (
    {},
    {"DOMAIN": "1cong20.example.vn"},
    {"DOMAIN": "onetwenty.lan", "TLS": "internal"},
    {"DOMAIN": ":8080"},
)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_file_is_valid(caddy: Path, settings: dict[str, str]) -> None:
    result = caddy_run(caddy, "validate", "--adapter", "caddyfile", "--config", str(CADDYFILE), **settings)
    assert result.returncode == 0, result.stderr


def test_behind_an_ingress_it_takes_any_name_without_tls(caddy: Path) -> None:
    apps = adapted(caddy, DOMAIN=":8080")["apps"]
    (server,) = apps["http"]["servers"].values()
    assert server["listen"] == [":8080"]
    assert not any("host" in matcher for route in server["routes"] for matcher in route.get("match", ()))
    assert "tls" not in apps
    assert "tls_connection_policies" not in server


def test_an_unknown_way_to_a_certificate_is_refused(caddy: Path) -> None:
    result = caddy_run(caddy, "validate", "--adapter", "caddyfile", "--config", str(CADDYFILE), TLS="none")
    assert result.returncode != 0
    assert "tls-none" in result.stderr


def test_the_file_is_formatted(caddy: Path) -> None:
    assert caddy_run(caddy, "fmt", "--diff", str(CADDYFILE)).returncode == 0


def test_replicas_are_asked_of_dns_by_the_services_names(caddy: Path) -> None:
    configuration = adapted(caddy)
    asked = [proxy["dynamic_upstreams"] for proxy in parts(configuration, "reverse_proxy")]
    assert {one["name"] for one in asked} == set(SERVICES)
    assert all((one["source"], one["port"]) == ("a", "8120") for one in asked)


def test_a_name_without_public_certificate_gets_the_gateways_own(caddy: Path) -> None:
    policies = adapted(caddy, DOMAIN="onetwenty.lan", TLS="internal")["apps"]["tls"]["automation"]["policies"]
    assert policies[0]["issuers"] == [{"module": "internal"}]
    assert "tls" not in adapted(caddy, DOMAIN="1cong20.example.vn")["apps"]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("gateway") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def front(caddy: Path, system: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """Two replicas, of which one does not answer."""
    replicas = [f"127.0.0.1:{free_port()}", system.url.removeprefix("http://")]
    with gateway(
        caddy, dict.fromkeys(SERVICES, replicas), ROOT / "deploy/compose/pages", tmp_path_factory.mktemp("front")
    ) as running:
        yield running


@pytest.mark.parametrize("service", SERVICES)
def test_calls_reach_the_replica_that_answers(front: Gateway, service: str) -> None:
    for _ in range(4):
        assert ask(front, "GET", f"/api/{service}/healthz").json() == {"status": "alive"}


def test_a_refusal_comes_through_as_it_is(front: Gateway) -> None:
    refused = ask(front, "GET", "/api/reporting/v1/province")
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"


def test_keys_are_where_everyone_looks_for_them(front: Gateway) -> None:
    assert ask(front, "GET", "/.well-known/jwks.json").json()["keys"]


@pytest.mark.parametrize("path", ["/api/visits/metrics", "/api/access/metrics", "/api/payments/v1/x", "/metrics"])
def test_what_is_not_for_outside_is_not_there(front: Gateway, path: str) -> None:
    assert ask(front, "GET", path).status_code == 404


def test_a_body_beyond_the_limit_is_refused(caddy: Path, front: Gateway, system: Serving) -> None:
    """It may be cut off while it is still being sent; it takes no replica away from others."""
    (limit,) = parts(adapted(caddy), "request_body")
    assert limit["max_size"] == 2_000_000
    bearer = {"Authorization": f"Bearer {token(system.data, 'coordinator', '20194')}"}
    for _ in range(2):
        with suppress(httpx.TransportError):
            body = iter([b"x" * 1_000_000] * 3)
            assert ask(front, "POST", "/api/visits/v1/commands", headers=bearer, content=body).status_code == 413
        assert ask(front, "GET", "/api/visits/healthz").elapsed < timedelta(seconds=2)


SEARCH = "/api/assignment/v1/wards/20194/households?q=Nguyễn&limit=3"


def test_what_somebody_searched_for_is_not_logged(front: Gateway) -> None:
    ask(front, "GET", SEARCH, headers={"Authorization": "Bearer tell-tale"})
    until(lambda: "limit=3" in front.log.read_text(), "the log's line")
    log = front.log.read_text()
    assert not [line for line in log.splitlines() if "Nguy" in line or "tell-tale" in line]


def test_not_even_when_nobody_answers(caddy: Path, tmp_path: Path) -> None:
    nobody = {name: [f"127.0.0.1:{free_port()}"] for name in SERVICES}
    with gateway(caddy, nobody, ROOT / "deploy/compose/pages", tmp_path) as alone:
        assert ask(alone, "GET", SEARCH).status_code == 502
        log = alone.log.read_text()
    assert "connection refused" in log
    assert "Nguy" not in log
