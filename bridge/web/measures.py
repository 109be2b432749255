"""What /metrics shows in Prometheus' text format: requests by route, and whatever gauges we were handed.

No label ever holds an id, a name or a word of anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bridge.web.asks import Gauge


class Measures:
    """One registry for one application; nothing is global, so that two can live in one process."""

    def __init__(self, gauges: Sequence[Gauge]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Gauges(gauges))
        self._requests = Counter(
            "ideabridge_requests", "Requests served.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "ideabridge_request_seconds", "Seconds from head to answer.", ("route",), registry=self._registry
        )

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request. An unknown method is counted as one, so that strangers cannot invent labels."""
        known = method if method in {"GET", "HEAD", "POST", "DELETE"} else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Gauges(Collector):
    def __init__(self, gauges: Sequence[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        return map(_family, self._gauges)


def _family(gauge: Gauge) -> Metric:
    family = GaugeMetricFamily(gauge.name, gauge.says, labels=gauge.labels)
    value = gauge.read()
    for labels, number in (value if isinstance(value, Mapping) else {(): value}).items():
        family.add_metric(labels, number)
    return family
