"""Rows of RESULTS.md for the services apart, on Kafka and MongoDB."""

from collections.abc import Sequence

from benchmarks.distributed_delay import CLIENTS, KEPT_UP_MS, DistributedDelay
from benchmarks.figure_delay import Delay
from benchmarks.pipeline_speed import GROWN, Pipeline
from benchmarks.recovery import LATE, PACE, Recoveries, Recovery
from benchmarks.report import Row

WANTED_RATE = 300


def delay_rows(measured: DistributedDelay) -> list[Row]:
    """From a saved visit to its figure, at each rate tried; and `POST /visits`."""
    posts = measured.posts
    return [
        *(_delay_row(rate, delay, measured.store) for rate, delay in measured.delays.items()),
        Row(
            f"`POST /visits`, {CLIENTS} clients",
            f"{posts.per_second:,.0f}/s, p50 {posts.percentile(0.5):.0f} ms, p95 {posts.percentile(0.95):.0f} ms",
            measured.store,
        ),
    ]


def _delay_row(rate: int, delay: Delay | None, store: str) -> Row:
    what = f"saved visit → figure at {rate} visits/s, 4 wards"
    wanted = {"wanted": "p95 < 500 ms"} if rate == WANTED_RATE else {}
    met = None if rate != WANTED_RATE else delay is not None and delay.figure_p95_ms < 500
    if delay is None:
        return Row(what, "figures were more than half a minute late", store, **wanted, met=met)
    reached = (
        f"p50 {delay.figure_p50_ms:.0f} ms, p95 {delay.figure_p95_ms:.0f} ms, longest {delay.figure_max_ms:.0f} ms;"
        f" answers p50 {delay.answer_p50_ms:.0f} ms, p95 {delay.answer_p95_ms:.0f} ms"
    )
    late = max(delay.figure_p95_ms, delay.answer_p95_ms) >= KEPT_UP_MS
    return Row(what, reached, f"{store}{', which does not keep up' if late else ''}", **wanted, met=met)


def recovery_rows(measured: Recoveries) -> list[Row]:
    """From a death to figures of now."""
    broker = "figures of now after a kill -9 of the broker, started again at once"
    return [
        _recovery_row("figures of now after a kill -9 of one of two reporting replicas", measured.consumer, 15),
        _recovery_row(broker, measured.broker, 20)
        if measured.broker is not None
        else Row(broker, "**not measured**: the brokers are not ours to kill"),
    ]


def _recovery_row(what: str, recovery: Recovery, seconds: int) -> Row:
    return Row(
        what,
        f"{recovery.seconds:.1f} s; last late visit of the run {recovery.last_late:.1f} s,"
        f" longest delay of a figure {recovery.load.figure_max_ms / 1000:.1f} s",
        f"{PACE.per_second} visits/s, all accepted; late is more than {LATE:.0f} s",
        f"< {seconds} s",
        recovery.seconds < seconds,
    )


def pipeline_rows(measured: Pipeline) -> list[Row]:
    """Events through everything."""
    raw = ", ".join(f"{name} {rate:,.0f}" for name, rate in measured.raw.by_operation.items())
    one, two = measured.folded[1], measured.folded[2]
    return [
        Row(
            f"store → relay → Kafka → reporting, {measured.events:,} events",
            f"{measured.ratio:.2f} of it: {measured.per_second:,.0f} events/s",
            f"the drivers alone, 1/Σ(1/rate): {measured.raw.together:,.0f}/s ({raw}), {measured.store}",
            "≥ 0.5",
            measured.ratio >= 0.5,
        ),
        Row(
            "Kafka → figures, two reporting replicas",
            f"{two / one:.2f} × : {two:,.0f} events/s",
            f"one replica: {one:,.0f} events/s; Kafka, both and what publishes share two cores",
        ),
        *_growth_rows(measured),
    ]


def _flat_row(measured: Pipeline) -> Row:
    what, wanted = "cost of an event from 10,000 to 1,000,000 in the store", "flat"
    first, last = measured.growth[0], measured.growth[-1]
    if last.events < GROWN[-1]:
        return Row(
            what, "**not measured**: it takes a real MongoDB, in ONETWENTY_TEST_MONGO_URL", measured.store, wanted
        )
    ratio = last.microseconds / first.microseconds
    return Row(what, f"{ratio:.2f} ×", measured.store, wanted, ratio < 1.5)


def _growth_rows(measured: Pipeline) -> Sequence[Row]:
    return [
        *(
            Row(f"store → figures, {one.events:,} events in the store", f"{one.microseconds:,.0f} µs an event")
            for one in measured.growth
        ),
        _flat_row(measured),
    ]
