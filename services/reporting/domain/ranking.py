"""Shares of the wards, and how they stand by them (domain.md, Shares and Small numbers)."""

from bisect import bisect_right
from collections.abc import Sequence

from services.reporting.domain.figures import Row

RANKED_FROM = 50
"""Registered households; below that a share says too little."""
RANKED_KINDS = frozenset({"ward", "commune"})
"""Wards and communes are ranked apart; the one special zone with neither."""
RANKED_BY = ("assigned", "visited", "helped", "self_reliant", "on_time", "active")


def shares(row: Row) -> dict[str, Row]:
    """Each share as `n` of `of`; the share itself is left to the page, which shows both."""
    households, procedures, volunteers = row["households"], row["procedures"], row["volunteers"]
    span = "in_period" if "active_in_period" in volunteers else "this_month"
    registered = households["registered"]
    pairs = {
        "registered": (registered, households["total"]),
        **{name: (households[name], registered) for name in ("assigned", "visited", "helped", "self_reliant")},
        "on_the_spot": (procedures["completed_on_the_spot"], procedures["completed"]),
        "refused": (procedures["refused"], procedures["completed"] + procedures["refused"]),
        "on_time": (procedures["on_time"], procedures["closed_with_appointment"]),
        "active": (volunteers[f"active_{span}"], volunteers["enrolled"] + volunteers[f"retired_active_{span}"]),
    }
    return {name: {"n": n, "of": of} for name, (n, of) in pairs.items()}


def ranks(rows: Sequence[Row]) -> list[dict[str, int]]:
    """For each ward's row, with its `shares`, its rank by each: 1 for the highest, the same for equals; none for who
    is not ranked or has nothing to form the share of."""
    found: list[dict[str, int]] = [{} for _ in rows]
    for kind in sorted(RANKED_KINDS):
        rivals = [place for place, row in enumerate(rows) if row["kind"] == kind and _is_ranked(row)]
        for name in RANKED_BY:
            shares_of = {place: rows[place]["shares"][name] for place in rivals}
            values = {place: share["n"] / share["of"] for place, share in shares_of.items() if share["of"]}
            ascending = sorted(values.values())
            for place, value in values.items():
                found[place][name] = 1 + len(ascending) - bisect_right(ascending, value)
    return found


def _is_ranked(row: Row) -> bool:
    return int(row["households"]["registered"]) >= RANKED_FROM
