"""Shares of the wards, and how they stand by them (domain.md, Shares and Small numbers)."""

from collections.abc import Iterable, Sequence

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


def ranked(rows: Sequence[Row]) -> list[Row]:
    """The rows of all wards with their `shares`, and `ranks` by each: 1 for the highest, the same for equals; no rank
    for who is not ranked or has nothing to form the share of."""
    with_shares = [{**row, "shares": shares(row), "ranks": {}} for row in rows]
    for kind in RANKED_KINDS:
        rivals = [row for row in with_shares if row["kind"] == kind and _is_ranked(row)]
        for name in RANKED_BY:
            _rank(rivals, name)
    return with_shares


def _is_ranked(row: Row) -> bool:
    return int(row["households"]["registered"]) >= RANKED_FROM


def _rank(rivals: Iterable[Row], name: str) -> None:
    values = [(share["n"] / share["of"], row) for row in rivals if (share := row["shares"][name])["of"]]
    for value, row in values:
        row["ranks"][name] = 1 + sum(1 for other, _ in values if other > value)
