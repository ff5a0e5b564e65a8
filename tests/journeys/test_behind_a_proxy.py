"""What a proxy says of its clients is believed where the settings name that proxy, and nowhere else."""

from pathlib import Path

import httpx
import pytest

from tests.journeys.serving import serving

BY_TLS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


@pytest.mark.parametrize(("proxies", "believed"), [("127.0.0.0/8", True), ("10.0.0.0/8", False), ("", False)])
def test_only_a_named_proxy_is_believed(tmp_path: Path, proxies: str, believed: bool) -> None:
    with serving(tmp_path / "data", environment={"ONETWENTY_PROXIES": proxies}) as running:
        page = httpx.get(running.url, headers=BY_TLS)
    assert page.status_code == 200
    assert ("strict-transport-security" in page.headers) is believed
