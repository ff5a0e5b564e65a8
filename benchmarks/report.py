"""From measurements to rows of RESULTS.md: what was reached, against what, and what is wanted."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.command_speed import Compared
from benchmarks.figure_delay import Delay
from benchmarks.province_size import ProvinceSize, Reads
from benchmarks.rebuild_speed import RebuildSpeed
from benchmarks.visits_throughput import Throughput


@dataclass(frozen=True)
class Row:
    """One line of a table. `met`: whether what is wanted was reached; None where nothing is wanted."""

    what: str
    reached: str
    against: str = "–"
    wanted: str = "–"
    met: bool | None = None

    def text(self) -> str:
        """The line in Markdown."""
        verdict = {True: " – reached", False: " – **missed**", None: ""}[self.met]
        return f"| {self.what} | {self.reached} | {self.against} | {self.wanted}{verdict} |"


def throughput_rows(measured: Throughput) -> list[Row]:
    """`POST /visits`: the ratio counts, for a machine that others use too moves both numbers."""
    ratio = statistics.median(measured.ratios)
    by_hand = statistics.median(measured.ratios_by_hand)
    cpu = ", ".join(f"{seconds:,.0f}" for seconds in sorted(measured.cpu.values(), reverse=True) if seconds >= 1)
    return [
        Row(
            "`POST /visits`, 64 clients, everything on",
            f"{ratio:.2f} ({_span(measured.ratios)}) of its requests/s: {measured.ours:,.0f}/s",
            f"a bare FastAPI endpoint with the same body and group commit: {measured.bare:,.0f}/s",
            "≥ 0.6",
            ratio >= 0.6,
        ),
        Row(
            "the same",
            f"{by_hand:.2f} ({_span(measured.ratios_by_hand)})",
            f"a bare endpoint that reads the body from its bytes: {measured.bare_by_hand:,.0f}/s",
        ),
        Row("its answers", f"p50 {measured.ours_p50_ms:.0f} ms, p95 {measured.ours_p95_ms:.0f} ms"),
        Row("its processor time a visit, by thread", f"{cpu} µs"),
    ]


def command_rows(measured: Compared) -> list[Row]:
    """A command without HTTP."""
    ratio, cold = statistics.median(measured.ratios), statistics.median(measured.cold_ratios)
    many = statistics.median(measured.many_ratios)
    package = "`eventsourcing` 9.5 on SQLite"
    return [
        Row(
            "command, load + append, one client",
            f"{ratio:.2f} × ({_span(measured.ratios)}): {measured.one_client:,.0f}/s",
            f"{package}, one thread: {measured.theirs:,.0f}/s",
            "≥ 1.5 ×",
            ratio >= 1.5,
        ),
        Row(
            "the same, no state kept: every stream is read from the file",
            f"{cold:.2f} × ({_span(measured.cold_ratios)}): {measured.one_client_cold:,.0f}/s",
            f"{package}, one thread",
        ),
        Row(
            "the same, 64 clients",
            f"{many:.2f} × ({_span(measured.many_ratios)}): {measured.clients_64:,.0f}/s",
            f"{package}, the better of one thread and eight ({measured.theirs_8_threads:,.0f}/s)",
        ),
    ]


def delay_rows(measured: Delay) -> list[Row]:
    """From a saved visit to its figure."""
    return [
        Row(
            f"saved visit → figure in `/wards/{{ward}}` at {measured.per_second} visits/s, 4 wards",
            f"p50 {measured.figure_p50_ms:.0f} ms, p95 {measured.figure_p95_ms:.0f} ms,"
            f" longest {measured.figure_max_ms:.0f} ms",
            f"{measured.looks:.0f} looks a second at each ward",
            "p95 < 250 ms",
            measured.figure_p95_ms < 250,
        ),
        Row("answers meanwhile", f"p50 {measured.answer_p50_ms:.1f} ms, p95 {measured.answer_p95_ms:.1f} ms"),
    ]


def province_rows(measured: ProvinceSize) -> list[Row]:
    """Reads and starts at province size."""
    return [
        _reads("`/province`", measured.province, "p95 < 20 ms", 20),
        _reads("`/wards`", measured.wards, "p95 < 20 ms", 20),
        _reads("assignment's `/caseload`", measured.roster_caseload, "p95 < 50 ms, < 30 kB", 50, 30_000),
        _reads("visits' `/caseload`", measured.visits_caseload, "p95 < 50 ms, < 30 kB", 50, 30_000),
        Row(
            f"cold start of `serve` on {measured.events:,} events, views folded",
            f"{measured.start_seconds:.2f} s, {measured.start_megabytes:.0f} MB",
            "–",
            "< 3 s",
            measured.start_seconds < 3,
        ),
        Row(
            "first `serve` on these events: numbered, published, all views folded",
            f"{measured.folded:.0f} s, {measured.events / measured.folded:,.0f} events/s",
        ),
        Row("writing the folder", f"{measured.written:.0f} s"),
    ]


def rebuild_rows(measured: RebuildSpeed) -> list[Row]:
    """Rebuild of reporting's views."""
    ratio = statistics.median(measured.ratios)
    first, last = measured.growth[0], measured.growth[-1]
    return [
        Row(
            f"rebuild of {measured.events:,} events, wards in parallel on {measured.processes} cores",
            f"{measured.rebuilt:,.0f} events/s",
            f"{ratio:.2f} ({_span(measured.ratios)}) of a msgspec scan of the same log: {measured.scanned:,.0f}/s",
            "≥ 100,000 events/s",
            measured.rebuilt >= 100_000,
        ),
        *(
            Row(f"the same, {one.events:,} events in one process", f"{one.microseconds:.1f} µs an event")
            for one in measured.growth
        ),
        Row(
            "its memory",
            f"{first.megabytes:.0f} MB at {first.events:,} events, {last.megabytes:.0f} MB at {last.events:,}",
            "–",
            "bounded",
            last.megabytes < 2 * first.megabytes,
        ),
    ]


def _reads(what: str, reads: Reads, wanted: str, limit_ms: float, limit_bytes: int = 0) -> Row:
    reached = (
        f"p50 {reads.p50_ms:.1f} ms, p95 {reads.p95_ms:.1f} ms, first {reads.first_ms:.0f} ms, {reads.largest:,} bytes"
    )
    small = not limit_bytes or reads.largest < limit_bytes
    return Row(what, reached, "–", wanted, reads.p95_ms < limit_ms and small)


def _span(ratios: Sequence[float]) -> str:
    return f"{min(ratios):.2f}–{max(ratios):.2f}"
