"""The Kubernetes example: valid by the published schemas, closed, and of one piece."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from shared.settings import unknown_variables
from tests.deploy.composed import ROOT, SERVICES

FOLDER = ROOT / "deploy" / "kubernetes"
VERSIONS = ("1.31", "1.34")
Manifest = dict[str, Any]


def manifests(pattern: str = "*.yaml") -> Iterator[Manifest]:
    for path in sorted(FOLDER.glob(pattern)):
        yield from yaml.safe_load_all(path.read_text())


ALL = list(manifests())
SECRETS = {one["metadata"]["name"]: set(one["stringData"]) for one in manifests("*.example")}


def title(manifest: Manifest) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


def of_kind(kind: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in ALL if one["kind"] == kind}


def pods() -> dict[str, Manifest]:
    """The pods that are started, by the name of what starts them."""
    return {name: one["spec"]["template"] for name, one in (of_kind("Deployment") | of_kind("Job")).items()}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("manifest", [*ALL, *manifests("*.example")], ids=title)
def test_a_manifest_is_valid(manifest: Manifest, version: str) -> None:
    kubernetes_validate.validate(manifest, version, strict=True)


def test_the_validator_would_notice() -> None:
    (namespace,) = manifests("namespace.yaml")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(namespace | {"specification": {}}, VERSIONS[0], strict=True)


def test_every_service_has_all_it_needs() -> None:
    for kind in ("Deployment", "Service", "PodDisruptionBudget"):
        assert sorted(of_kind(kind)) == sorted([*SERVICES, "gateway"])
    assert sorted(of_kind("HorizontalPodAutoscaler")) == sorted(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_found_kept_and_scaled_by_one_name(name: str) -> None:
    deployment = of_kind("Deployment")[name]["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    assert deployment["selector"]["matchLabels"] == labels
    assert of_kind("Service")[name]["spec"]["selector"] == labels
    assert of_kind("PodDisruptionBudget")[name]["spec"]["selector"]["matchLabels"] == labels
    scaler = of_kind("HorizontalPodAutoscaler")[name]["spec"]
    assert scaler["scaleTargetRef"]["name"] == name
    assert scaler["minReplicas"] >= 2
    assert "replicas" not in deployment


@pytest.mark.parametrize("name", SERVICES)
def test_a_replica_is_asked_whether_it_lives_and_can_work(name: str) -> None:
    (container,) = pods()[name]["spec"]["containers"]
    assert container["args"][:2] == ["serve", name]
    asked = {probe: container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "liveness", "readiness")}
    assert asked == {"startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz"}


@pytest.mark.parametrize("name", [*SERVICES, "topics", "gateway"])
def test_a_pod_can_do_little(name: str) -> None:
    pod = pods()[name]["spec"]
    (container,) = pod["containers"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
    assert container["resources"]["limits"]["memory"]


def environment(name: str) -> dict[str, str]:
    (container,) = pods()[name]["spec"]["containers"]
    told: dict[str, str] = {}
    for source in container["envFrom"]:
        told |= of_kind("ConfigMap")[source["configMapRef"]["name"]]["data"]
    return told | {one["name"]: one["value"] for one in container.get("env", [])}


@pytest.mark.parametrize("name", [*SERVICES, "topics"])
def test_a_pod_is_told_what_the_program_knows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in environment(name).items():
        monkeypatch.setenv(variable, value)
    assert unknown_variables() == {}


@pytest.mark.parametrize("name", [*SERVICES, "topics"])
def test_every_file_that_a_pod_is_told_of_is_mounted(name: str) -> None:
    pod = pods()[name]["spec"]
    (container,) = pod["containers"]
    secrets = {one["name"]: one["secret"]["secretName"] for one in pod["volumes"] if "secret" in one}
    mounted = {
        Path(mount["mountPath"]) / key
        for mount in container["volumeMounts"]
        if mount["name"] in secrets
        for key in SECRETS[secrets[mount["name"]]]
    }
    told = environment(name)
    named = {Path(value) for variable, value in told.items() if re.search(r"_FILE$|_TLS_(CA|CERT|KEY)$", variable)}
    assert named == mounted


def test_only_who_needs_a_key_has_it() -> None:
    def holders(secret: str) -> set[str]:
        return {
            name
            for name, pod in pods().items()
            if secret in {one["secret"]["secretName"] for one in pod["spec"]["volumes"] if "secret" in one}
        }

    assert holders("onetwenty-signing-key") == {"access"}
    assert holders("onetwenty-master-key") == {"access", "assignment", "visits"}


def test_no_secret_has_a_value() -> None:
    assert all(not any(one["stringData"].values()) for one in manifests("*.example"))
    assert not of_kind("Secret")


def test_everything_is_closed_but_what_is_named() -> None:
    closed = of_kind("NetworkPolicy")["nothing-by-default"]["spec"]
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_ingress_leads_to_calls_and_pages_alone() -> None:
    (rule,) = of_kind("Ingress")["onetwenty"]["spec"]["rules"]
    paths = {path["path"]: path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
    calls = {f"/api/{name}/v1": name for name in SERVICES} | {"/.well-known/jwks.json": "access"}
    assert paths == calls | {"/": "gateway"}


def test_the_pages_lead_to_no_service() -> None:
    labels = pods()["gateway"]["metadata"]["labels"].items()
    chosen = [
        policy["spec"]
        for policy in of_kind("NetworkPolicy").values()
        if policy["spec"]["podSelector"].get("matchLabels", {}).items() <= labels
    ]
    assert any("Egress" in policy["policyTypes"] for policy in chosen)
    assert not any(policy.get("egress") for policy in chosen)
    (container,) = pods()["gateway"]["spec"]["containers"]
    told = {one["name"]: one["value"] for one in container["env"]}
    assert told["ONETWENTY_DOMAIN"] == f":{container['ports'][0]['containerPort']}"
    assert container["securityContext"]["capabilities"]["add"] == ["NET_BIND_SERVICE"]
    assert of_kind("Service")["gateway"]["spec"]["selector"].items() == labels


TLS_TO_KAFKA = {"ONETWENTY_KAFKA_TLS_CA"}
"""Brokers on a network of one host are reached without TLS; deploy/README.md says why."""


@pytest.mark.parametrize("name", [*SERVICES, "topics"])
def test_compose_and_kubernetes_say_the_same_variables(system: dict[str, Any], name: str) -> None:
    assert environment(name).keys() - TLS_TO_KAFKA == system["services"][name]["environment"].keys()
