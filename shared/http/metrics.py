"""Prometheus metrics of one app, in a registry of its own."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from shared.kernel.failures import Unavailable

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0)

Reading = Callable[[], Awaitable[Mapping[tuple[str, ...], float]]]
"""Gives the present values by their labels."""


class _Gauge(Collector):
    """A gauge whose values were read a moment ago."""

    def __init__(self, name: str, documentation: str, labels: Sequence[str]) -> None:
        self._family = (name, documentation, labels)
        self.values: Mapping[tuple[str, ...], float] = {}

    def collect(self) -> Iterable[Metric]:
        name, documentation, labels = self._family
        family = GaugeMetricFamily(name, documentation, labels=labels)
        for values, value in self.values.items():
            family.add_metric(values, value)
        yield family


class ServiceMetrics:
    """What one service measures. Others add their own to `registry`, or by `watch`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests_open = Gauge("onetwenty_http_open", "Requests being answered", registry=self.registry)
        self._latency = Histogram(
            "onetwenty_http_seconds",
            "Time to answer, by route",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._commands = Counter(
            "onetwenty_commands", "Commands by how they ended", ("kind", "outcome"), registry=self.registry
        )
        self._watched: list[tuple[_Gauge, Reading]] = []
        self._ended: dict[tuple[str, str], Counter] = {}
        self._latencies: dict[tuple[str, str, int], Histogram] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        key = (method, route, status)
        latency = self._latencies.get(key)
        if latency is None:
            latency = self._latencies[key] = self._latency.labels(method, route, str(status))
        latency.observe(seconds)

    def command(self, kind: str, outcome: str) -> None:
        """A command ended: accepted, unchanged, replayed, crashed, or the slug of its failure."""
        ended = self._ended.get((kind, outcome))
        if ended is None:
            ended = self._ended[kind, outcome] = self._commands.labels(kind, outcome)
        ended.inc()

    def watch(self, name: str, documentation: str, labels: Sequence[str], read: Reading) -> None:
        """Add a gauge whose values are read when they are asked for, as relay lag."""
        gauge = _Gauge(name, documentation, labels)
        self._watched.append((gauge, read))
        self.registry.register(gauge)

    async def text(self) -> bytes:
        """Everything measured, as Prometheus reads it; without the values that cannot be read now."""
        for gauge, read in self._watched:
            try:
                gauge.values = await read()
            except Unavailable:
                gauge.values = {}
        return generate_latest(self.registry)
