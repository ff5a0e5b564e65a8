"""The dashboard and the alarms ask only for what the services really measure, and every alarm names a remedy."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import pytest_asyncio
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.deploy.composed import ROOT, SERVICES
from tests.services.running_system import WARD, running_system

pytestmark = pytest.mark.timeout(600)
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"][0]["rules"]
DASHBOARD = json.loads((ROOT / "deploy/grafana/onetwenty.json").read_text())
OPERATIONS = (ROOT / "docs/operations.md").read_text()
OF_PROMETHEUS = {"up": {"job", "instance", "service"}}
"""What Prometheus itself measures of what it asks."""
ADDED = {"job", "instance", "service"}
"""Labels that deploy/prometheus/prometheus.yml adds."""


def queries() -> Iterator[tuple[str, str]]:
    """Every query with where it stands; Grafana's own variables as Prometheus gets them."""
    for alert in ALERTS:
        yield alert["alert"], alert["expr"]
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"].replace("$__rate_interval", "1m").replace("$service", ".*")


QUERIES = list(queries())


@pytest_asyncio.fixture
async def measured(tmp_path: Path) -> dict[str, set[str]]:
    """The labels of each series that the services show after one visit."""
    labels: dict[str, set[str]] = {}
    async with running_system(tmp_path / "data") as system:
        await system.place(WARD)
        await system.known_everywhere(WARD)
        for service in SERVICES:
            text = (await system.call("GET", f"/api/{service}/metrics", {})).text
            for family in text_string_to_metric_families(text):
                for sample in family.samples:
                    labels.setdefault(sample.name, set()).update(sample.labels)
    return labels


def asked_for(promql: ModuleType, query: str) -> tuple[dict[str, set[str]], set[str]]:
    """The series of a query with the labels that select them, and the labels that it groups by."""
    series: dict[str, set[str]] = {}
    grouped: set[str] = set()

    def note(part: Any) -> None:
        if isinstance(part, promql.VectorSelector):
            series.setdefault(part.name, set()).update(one.name for one in part.matchers.matchers)
        if isinstance(part, promql.AggregateExpr) and part.modifier is not None:
            grouped.update(part.modifier.labels)

    promql.walk(promql.parse(query), note)
    return series, grouped


async def test_every_query_asks_for_what_is_measured(promql: ModuleType, measured: dict[str, set[str]]) -> None:
    known = {name: labels | ADDED for name, labels in measured.items()} | OF_PROMETHEUS
    for place, query in QUERIES:
        series, grouped = asked_for(promql, query)
        assert series, place
        for name, selected in series.items():
            assert name in known, f"{place}: nothing measures {name}"
            assert selected | grouped <= known[name], f"{place}: {name} has no label {selected | grouped - known[name]}"


async def test_everything_of_ours_is_on_the_dashboard(promql: ModuleType, measured: dict[str, set[str]]) -> None:
    shown = {name for _, query in QUERIES for name in asked_for(promql, query)[0]}
    ours = {name for name in measured if name.startswith("onetwenty_") and not name.endswith("_created")}
    assert ours <= shown


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: str(alert["alert"]))
def test_an_alarm_names_its_remedy(alert: dict[str, Any]) -> None:
    notes = alert["annotations"]
    assert alert["labels"]["severity"] in {"warning", "critical"}
    assert len(notes["summary"]) > 20
    assert len(notes["remedy"]) > 20
    file, anchor = notes["runbook"].split("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / file).read_text(), re.MULTILINE)
    assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_every_measure_of_the_operations_table_has_an_alarm(promql: ModuleType) -> None:
    tabled = set(re.findall(r"^\| `(onetwenty_\w+)", OPERATIONS, re.MULTILINE))
    watched = {name for alert in ALERTS for name in asked_for(promql, alert["expr"])[0]}
    assert tabled
    assert tabled <= watched | {re.sub(r"_(bucket|count|sum)$", "", name) for name in watched}


def test_prometheus_asks_every_service_under_the_name_that_queries_use() -> None:
    settings = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    (job,) = settings["scrape_configs"]
    (found,) = job["dns_sd_configs"]
    assert (job["job_name"], found["type"], found["port"]) == ("onetwenty", "A", 8120)
    assert sorted(found["names"]) == sorted(SERVICES)
    assert [one["target_label"] for one in job["relabel_configs"]] == ["service"]
    assert settings["rule_files"] == ["alerts.yml"]


def test_the_dashboard_draws_every_panel_beside_the_others() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not taken & cells, panel["title"]
        assert all(x < 24 for x, _ in cells)
        taken |= cells


def test_the_dashboard_asks_a_source_that_is_provisioned() -> None:
    given = yaml.safe_load((ROOT / "deploy/grafana/provisioning/datasources/onetwenty.yml").read_text())
    known = {source["uid"] for source in given["datasources"]}
    assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"] if "datasource" in panel} <= known
