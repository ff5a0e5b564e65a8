"""Small numbers below ward level, and who is ranked."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.indicators import GROUPS
from services.reporting.domain.ranking import ranks, shares
from services.reporting.domain.withholding import PARTS, for_others
from tests.domain.curious_reader import Cell, Reader


def village(name: str, registered: int = 60, visited: int = 20, **groups: tuple[int, int, int]) -> dict[str, Any]:
    """A row with ten self-reliant households; groups by their three counts, `near_poor` for near-poor."""
    reach = {group: groups.get(group.replace("-", "_"), (0, 0, 0)) for group in GROUPS}
    able = min(registered, 10)
    none = dict.fromkeys(("self_reliant_already", "no_contact"), 0)
    return none | {
        "village": name,
        "registered": registered,
        "assigned": registered,
        "visited": visited,
        "helped": visited,
        "self_reliant": able,
        "adults": 2 * registered,
        "open_cases": 20,
        "priority": {group: dict(zip(PARTS, counts, strict=True)) for group, counts in reach.items()},
    }


def of(rows: list[dict[str, Any]], group: str, part: str) -> list[int | None]:
    return [row["priority"][group][part] for row in rows]


def test_nothing_is_withheld_where_nothing_is_small() -> None:
    rows = [village("ta-lang", poor=(9, 5, 0)), village("gian-bi", poor=(0, 0, 0))]
    assert for_others(rows) == rows


def test_one_to_four_are_withheld_with_the_next_smallest_of_row_and_column() -> None:
    rows = [
        village("ta-lang", poor=(3, 0, 0), remote=(20, 0, 0), disability=(9, 0, 0)),
        village("gian-bi", poor=(8, 0, 0), remote=(30, 0, 0), disability=(11, 0, 0)),
        village("pho-nam", poor=(15, 0, 0), remote=(35, 0, 0), disability=(12, 0, 0)),
    ]
    shown = for_others(rows)
    assert of(shown, "poor", "registered") == [None, None, 15]
    assert of(shown, "disability", "registered") == [None, None, 12]
    assert of(shown, "remote", "registered") == [20, 30, 35]
    assert [row["registered"] for row in shown] == [60, 60, 60]


def test_a_zero_hides_nothing_where_another_can() -> None:
    rows = [village("a", poor=(3, 0, 0)), village("b"), village("c", poor=(30, 0, 0))]
    assert of(for_others(rows), "poor", "registered") == [None, 0, None]


def test_a_count_that_must_be_zero_is_no_partner() -> None:
    """Nobody poor lives in b, so it could not have the three who were visited."""
    rows = [village("a", poor=(12, 3, 0)), village("b"), village("c", poor=(30, 18, 0))]
    assert of(for_others(rows), "poor", "visited") == [None, 0, None]


def test_a_group_that_is_its_whole_village_is_not_read_from_the_villages_own_figures() -> None:
    rows = [village("a", 30, 3, poor=(30, 3, 10)), village("b", 40, 25, poor=(20, 12, 5))]
    shown = for_others(rows)
    assert of(shown, "poor", "visited") == of(shown, "poor", "registered") == [None, None]
    assert [row["visited"] for row in shown] == [3, 25]


def test_where_one_village_alone_was_visited_its_own_figure_would_tell() -> None:
    rows = [village("a", 40, 3, poor=(20, 3, 0)), village("b", 40, 0, poor=(20, 0, 0))]
    shown = for_others(rows)
    assert of(shown, "poor", "visited") == [row["visited"] for row in shown] == [None, None]
    assert [row["registered"] for row in shown] == [40, 40]


def test_where_one_village_alone_has_households_neither_says_anything() -> None:
    rows = [village("a", 40, 20, poor=(3, 0, 0)), {**village("b", 0, 0), "open_cases": 0}]
    for row in for_others(rows):
        assert {value for name, value in row.items() if name not in ("village", "priority")} == {None}
        assert {count for cells in row["priority"].values() for count in cells.values()} == {None}


def test_a_single_village_is_its_ward() -> None:
    assert of(for_others([village("a", poor=(3, 0, 9))]), "poor", "registered") == [None]


@pytest.mark.parametrize("open_cases", [[2, 9, 25], [2, 0, 9]])
def test_open_cases_are_withheld_likewise(open_cases: list[int]) -> None:
    rows = [{**village(name), "open_cases": count} for name, count in zip("abc", open_cases, strict=True)]
    shown = [row["open_cases"] for row in for_others(rows)]
    assert shown == [None if count in (2, 9) else count for count in open_cases]


ASKED = GROUPS[:2]


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Two to four villages in which two groups have members; bounds are often reached."""

    def between(low: int, high: int) -> int:
        return draw(st.sampled_from((low, high)) | st.integers(low, high))

    rows = []
    for name in draw(st.sampled_from(("ab", "abc", "abcd"))):
        registered = between(0, draw(st.sampled_from((3, 9, 16))))
        of_all = {part: between(0, registered) for part in PARTS[1:]}
        reach = {group: dict.fromkeys(PARTS, 0) for group in GROUPS}
        for group in ASKED:
            members = between(0, registered)
            parts = {
                part: between(max(0, members + all_ - registered), min(members, all_)) for part, all_ in of_all.items()
            }
            reach[group] = {"registered": members, **parts}
        rows.append(
            {**village(name, registered), **of_all, "priority": reach}
            | {"self_reliant_already": between(0, of_all["self_reliant"])}
            | {"open_cases": between(0, 12) if registered else 0}
        )
    return rows


def sums_of(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """What the ward shows."""
    plain = {("all", name): sum(row[name] for row in rows) for name in (*PARTS, "open_cases")}
    groups = {(group, part): sum(row["priority"][group][part] for row in rows) for group in ASKED for part in PARTS}
    return plain | groups


def small_cells(rows: list[dict[str, Any]]) -> set[Cell]:
    cells = {
        (row["village"], group, part)
        for row in rows
        for group in ASKED
        for part in PARTS
        if 1 <= row["priority"][group][part] <= 4
    }
    return cells | {(row["village"], "all", "open_cases") for row in rows if 1 <= row["open_cases"] <= 4}


@settings(max_examples=100, deadline=None)
@given(tables())
def test_whoever_has_the_whole_answer_and_the_wards_figures_is_sure_of_no_small_count(
    rows: list[dict[str, Any]],
) -> None:
    shown = for_others(rows)
    assert Reader(shown, sums_of(rows), ASKED).certain(small_cells(rows)) == {}


@settings(max_examples=100, deadline=None)
@given(tables())
def test_no_column_has_a_single_withheld_cell_and_what_is_shown_is_true(rows: list[dict[str, Any]]) -> None:
    shown = for_others(rows)
    for name in ("registered", "visited", "self_reliant", "open_cases"):
        assert [row[name] for row in shown].count(None) != 1
    for group in GROUPS:
        for part in PARTS:
            column = of(shown, group, part)
            assert column.count(None) != 1
            assert not set(column) & {1, 2, 3, 4}
            assert all(seen in (None, true) for seen, true in zip(column, of(rows, group, part), strict=True))


def test_the_reader_finds_what_is_withheld_badly() -> None:
    rows = [village("a", 30, 3, poor=(30, 3, 10)), village("b", 40, 25, poor=(20, 12, 5))]
    for row in rows:
        row["priority"] = {group: {**cells} for group, cells in row["priority"].items()}
    sums = sums_of(rows) | {("poor", "registered"): 50, ("poor", "visited"): 15, ("poor", "self_reliant"): 15}
    for row in rows:
        row["priority"]["poor"]["visited"] = None
    cell = ("a", "poor", "visited")
    assert Reader(rows, sums, ["poor"]).certain({cell}) == {cell: 3}


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
