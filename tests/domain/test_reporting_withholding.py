"""Small numbers below ward level, and who is ranked."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.indicators import GROUPS
from services.reporting.domain.ranking import ranks, shares
from services.reporting.domain.withholding import for_others, withhold

COLUMNS = ("a", "b", "c")
tables = st.dictionaries(
    st.sampled_from(["x", "y", "z"]), st.fixed_dictionaries({name: st.integers(0, 12) for name in COLUMNS})
)


def test_one_to_four_are_withheld_and_the_next_smallest_beside_a_single_one() -> None:
    table = {"x": {"a": 3, "b": 20, "c": 9}, "y": {"a": 8, "b": 30, "c": 11}, "z": {"a": 15, "b": 40, "c": 12}}
    assert withhold(table) == {
        "x": {"a": None, "b": 20, "c": None},
        "y": {"a": None, "b": 30, "c": None},
        "z": {"a": 15, "b": 40, "c": 12},
    }


def test_nothing_is_withheld_where_nothing_is_small() -> None:
    table = {"x": {"a": 0, "b": 5}, "y": {"a": 7, "b": 0}}
    assert withhold(table) == table


@given(tables)
def test_no_row_or_column_has_a_single_withheld_cell_and_no_small_one_is_shown(table: dict[str, Any]) -> None:
    shown = withhold(table)
    assert not [count for cells in shown.values() for count in cells.values() if count in (1, 2, 3, 4)]
    rows = [list(cells.values()) for cells in shown.values()]
    columns = [[cells[name] for cells in shown.values()] for name in COLUMNS]
    for line in rows + columns:
        assert line.count(None) != 1 or len(line) == 1
    for name, cells in table.items():
        assert all(shown[name][column] in (None, count) for column, count in cells.items())


def village(name: str, poor: int, open_cases: int) -> dict[str, Any]:
    reach = {group: dict.fromkeys(("registered", "visited", "self_reliant"), 0) for group in GROUPS}
    reach["poor"] = {"registered": poor, "visited": 0, "self_reliant": 0}
    return {"village": name, "registered": 40, "open_cases": open_cases, "priority": reach}


def test_villages_keep_their_households_and_lose_small_groups_and_cases() -> None:
    rows = for_others([village("ta-lang", 3, 2), village("gian-bi", 12, 9), village("pho-nam", 30, 25)])
    assert [row["registered"] for row in rows] == [40, 40, 40]
    assert [row["open_cases"] for row in rows] == [None, None, 25]
    assert [row["priority"]["poor"]["registered"] for row in rows] == [None, None, 30]
    assert rows[2]["priority"]["poor"] == {"registered": 30, "visited": 0, "self_reliant": 0}


def ward(code: str, kind: str, registered: int, visited: int) -> dict[str, Any]:
    households = dict.fromkeys(("assigned", "helped", "self_reliant"), 0)
    return {
        "ward": code,
        "kind": kind,
        "households": {**households, "registered": registered, "visited": visited, "total": None},
        "procedures": dict.fromkeys(
            ("completed", "refused", "completed_on_the_spot", "closed_with_appointment", "on_time"), 0
        ),
        "volunteers": {"enrolled": 4, "active_this_month": 3, "retired_active_this_month": 1},
    }


def test_wards_and_communes_are_ranked_apart_from_fifty_registered_up() -> None:
    rows = [
        ward("1", "ward", 100, 40),
        ward("2", "ward", 50, 40),
        ward("3", "ward", 200, 160),
        ward("4", "ward", 49, 49),
        ward("5", "commune", 100, 1),
        ward("6", "special zone", 100, 90),
    ]
    found = ranks([{**row, "shares": shares(row)} for row in rows])
    assert [one.get("visited") for one in found] == [3, 1, 1, None, 1, None]
    assert "on_time" not in found[0]


def test_a_share_is_shown_as_one_number_of_another() -> None:
    found = shares(ward("1", "ward", 100, 40))
    assert found["visited"] == {"n": 40, "of": 100}
    assert found["active"] == {"n": 3, "of": 5}
    assert found["registered"] == {"n": 100, "of": None}
