"""Lists that a ward brings along: shown, taken once, and never taken twice."""

from collections.abc import Sequence
from typing import Any

import pytest

from services.assignment.api.imports.calls import PART_ROWS
from services.assignment.api.imports.xlsx_files import MOST_BYTES
from shared.kernel.scope import Role
from tests.services.running_assignment import HOUSEHOLDS, OTHER_WARD, VOLUNTEERS, WARD, Assignment
from tests.services.workbooks import workbook

IMPORTS = f"/wards/{WARD}/imports"
TITLES = ("Mã", "Thôn, tổ dân phố", "Chủ hộ", "Điện thoại", "Nhóm ưu tiên", "Sóng", "Số người lớn")
LAN = ("H-01", "Tà Lang", "Nguyễn Thị Lan", "0905000001", "Dân tộc thiểu số; Vùng xa", "Yếu", "3")
HUNG = ("H-02", "Giàn Bí", "Trần Văn Hùng", "0905000002", "", "Không có", "2")
PEOPLE = (
    "Mã",
    "Họ tên",
    "Điện thoại",
    "Thành phần",
    "Số hộ tối đa",
    "Đủ 18 tuổi vào tháng",
    "Phụ huynh đồng ý ngày",
    "Số phiếu đồng ý",
)
AN = ("V-1", "Lê An", "0905111222", "Đoàn viên", "20", "", "", "")
MINOR = ("V-2", "Phạm Bình", "0905111333", "Học sinh", "5", "2027-09", "01/09/2026", "PD-7")


def csv(*rows: Sequence[str], separator: str = ",") -> bytes:
    lines = [separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows]
    return ("\ufeff" + "\r\n".join(lines)).encode()


async def sent(roster: Assignment, file: bytes, kind: str = "households", **query: Any) -> Any:
    headers = {**roster.bearer(Role.COORDINATOR), "Content-Type": "application/octet-stream"}
    return await roster.client.post(IMPORTS, params={"kind": kind, **query}, content=file, headers=headers)


async def taken(roster: Assignment, file: bytes, kind: str = "households", **query: Any) -> dict[str, Any]:
    answer = await sent(roster, file, kind, **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    if found["version"]:
        roster.last = f"{found['stream']}:{found['version']}"
    return found


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    return tuple(answer[name] for name in ("new", "same", "changed", "doubtful", "taken", "remaining"))


def doubts(answer: dict[str, Any]) -> dict[int, list[tuple[str, str]]]:
    rows = (row for row in answer["items"] if row["verdict"] == "doubtful")
    return {row["row"]: [(one["pointer"], one["code"]) for one in row["problems"]] for row in rows}


async def test_a_dry_run_changes_nothing(roster: Assignment) -> None:
    answer = await taken(roster, csv(TITLES, LAN, HUNG), dry_run=True)
    assert counts(answer) == (2, 0, 0, 0, 0, 2)
    assert (await roster.read(HOUSEHOLDS)).json()["items"] == []


@pytest.mark.parametrize("separator", [",", ";", "\t"])
async def test_a_list_is_taken_and_the_same_again_changes_nothing(roster: Assignment, separator: str) -> None:
    file = csv(TITLES, LAN, HUNG, separator=separator)
    first = await taken(roster, file)
    assert counts(first) == (2, 0, 0, 0, 2, 0)
    again = await taken(roster, file)
    assert counts(again) == (0, 2, 0, 0, 0, 0)
    assert again["version"] == first["version"]
    items = await roster.items(HOUSEHOLDS)
    lan = next(one for one in items if one["code"] == "H-01")
    assert lan["head_name"] == "Nguyễn Thị Lan"
    assert (lan["signal"], lan["adults"], set(lan["priority"])) == ("weak", 3, {"ethnic-minority", "remote"})


async def test_a_workbook_is_read_as_a_file_of_text_is(roster: Assignment) -> None:
    await taken(roster, csv(TITLES, LAN, HUNG))
    numbers = [*HUNG[:3], 905000002, *HUNG[4:6], 2]
    answer = await taken(roster, workbook([TITLES, LAN, [], numbers]))
    assert counts(answer) == (0, 2, 0, 0, 0, 0)
    assert [row["row"] for row in answer["items"]] == [2, 4]


async def test_what_differs_is_named_and_amended_and_empty_cells_change_nothing(roster: Assignment) -> None:
    await taken(roster, csv(TITLES, LAN, HUNG))
    moved = ("H-01", "Giàn Bí", "", "0905999999", "", "", "4")
    answer = await taken(roster, csv(TITLES, moved, HUNG))
    assert counts(answer) == (0, 1, 1, 0, 1, 0)
    assert set(answer["items"][0]["changes"]) == {"village", "adults", "phone"}
    household = (await roster.read(f"{HOUSEHOLDS}/{answer['items'][0]['id']}")).json()
    assert (household["head_name"], household["phone"], household["village_name"]) == (
        "Nguyễn Thị Lan",
        "0905999999",
        "Giàn Bí",
    )
    assert set(household["priority"]) == {"ethnic-minority", "remote"}


async def test_a_household_that_was_registered_by_hand_is_known_by_its_code(roster: Assignment) -> None:
    body = {"village": "Tà Lang", "priority": [], "signal": "good", "code": "H-01", "head_name": "Nguyễn Thị Lan"}
    by_hand = (await roster.send("POST", HOUSEHOLDS, body)).json()["id"]
    answer = await taken(roster, csv(TITLES, LAN))
    assert answer["items"][0]["id"] == by_hand
    assert counts(answer) == (0, 0, 1, 0, 1, 0)


async def test_doubtful_rows_are_told_by_row_and_column_and_left_out(roster: Assignment) -> None:
    file = csv(
        TITLES,
        LAN,
        ("", *HUNG[1:]),
        ("H-01", *HUNG[1:]),
        ("H-03", *HUNG[1:5], "chập chờn", "hai"),
        ("H-04", *HUNG[1:6], "99"),
        ("H-05", *LAN[1:]),
        HUNG,
    )
    answer = await taken(roster, file)
    assert counts(answer) == (2, 0, 0, 5, 2, 0)
    assert doubts(answer) == {
        3: [("", "code-missing")],
        4: [("", "code-repeated")],
        5: [("/signal", "value-unclear")],
        6: [("/adults", "less-than-equal")],
        7: [("", "looks-like-another")],
    }
    assert counts(await taken(roster, file, alike=True)) == (1, 2, 0, 4, 1, 0)


async def test_removed_households_and_changed_codes_are_doubtful(roster: Assignment) -> None:
    first = await taken(roster, csv(TITLES, LAN, HUNG))
    lan, hung = [row["id"] for row in first["items"]]
    await roster.send("PATCH", f"{HOUSEHOLDS}/{lan}", {"code": "H-91"})
    await roster.send("DELETE", f"{HOUSEHOLDS}/{hung}", {"reason": "chuyển đi"})
    answer = await taken(roster, csv(TITLES, LAN, HUNG))
    assert doubts(answer) == {2: [("", "code-changed")], 3: [("", "household-removed")]}


async def test_volunteers_are_enrolled_once_minors_with_their_consent(roster: Assignment) -> None:
    file = csv(PEOPLE, AN, MINOR)
    assert counts(await taken(roster, file, "volunteers")) == (2, 0, 0, 0, 2, 0)
    again = await taken(roster, file, "volunteers")
    assert counts(again) == (0, 2, 0, 0, 0, 0)
    minor = (await roster.read(f"{VOLUNTEERS}/{again['items'][1]['id']}")).json()
    assert minor["minor_until"] == "2027-09"
    assert minor["guardian_consent"] == {"given_on": "2026-09-01", "slip": "PD-7"}
    renamed = await taken(roster, csv(PEOPLE, ("V-1", "Lê Văn An", *AN[2:]), MINOR), "volunteers")
    assert [row["changes"] for row in renamed["items"]] == [["name"], []]


async def test_a_long_list_is_taken_in_commits_and_goes_on_where_it_stopped(
    roster: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        (f"H-{number:04}", f"Thôn {number % 3}", f"Người {number}", "", "", "", "") for number in range(PART_ROWS + 20)
    ]
    file = csv(TITLES, *rows)
    monkeypatch.setattr("services.assignment.api.imports.calls.PATIENCE", -1.0)
    assert counts(await taken(roster, file)) == (len(rows), 0, 0, 0, 0, len(rows))
    monkeypatch.undo()
    first = await taken(roster, csv(TITLES, *rows[:PART_ROWS]))
    assert counts(first) == (PART_ROWS, 0, 0, 0, PART_ROWS, 0)
    rest = await taken(roster, file)
    assert counts(rest) == (20, PART_ROWS, 0, 0, 20, 0)
    assert rest["version"] == first["version"] + 1


async def test_an_answer_that_was_lost_is_asked_for_again(roster: Assignment) -> None:
    key = {"Idempotency-Key": "0198c000-0000-7000-8000-00000000000a"}
    headers = {**roster.bearer(Role.COORDINATOR), **key}
    file = csv(TITLES, LAN)
    answers = [
        (await roster.client.post(IMPORTS, params={"kind": "households"}, content=file, headers=headers)).json()
        for _ in range(2)
    ]
    assert answers[0]["version"] == answers[1]["version"]
    assert answers[1]["same"] == 1


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'


@pytest.mark.parametrize(
    ("file", "slug"),
    [
        (b"PK\x03\x04 no zip", "import-unreadable"),
        (b"\xff\xfe\x00", "import-unreadable"),
        (workbook([TITLES, LAN], **{"xl/sharedStrings.xml": BOMB}), "import-unreadable"),
        (workbook([TITLES, LAN], **{"xl/workbook.xml": "<workbook/>"}), "import-unreadable"),
        (workbook([TITLES, LAN], **{"xl/sharedStrings.xml": " " * (MOST_BYTES + 1)}), "import-too-long"),
        (csv(*[("x",)] * 10_003), "import-too-long"),
        (csv(("Mã", "Chủ hộ"), ("1", "Lan")), "import-column-missing"),
        (b"", "import-column-missing"),
    ],
    ids=["no zip", "no text", "entities", "no sheet", "too large unpacked", "too many rows", "no village", "empty"],
)
async def test_what_is_no_list_is_refused(roster: Assignment, file: bytes, slug: str) -> None:
    answer = await sent(roster, file)
    assert (answer.status_code, answer.json()["type"]) == (409, f"/problems/{slug}")


async def test_columns_that_nobody_knows_are_named(roster: Assignment) -> None:
    answer = await taken(roster, csv((*TITLES, "Ghi chú"), (*LAN, "nhà xanh")))
    assert answer["ignored_columns"] == ["Ghi chú"]


async def test_only_the_wards_coordinator_may(roster: Assignment) -> None:
    for headers, status in (
        (roster.bearer(Role.COORDINATOR, OTHER_WARD), 404),
        (roster.bearer(Role.PROVINCE), 403),
        ({}, 401),
    ):
        answer = await roster.client.post(IMPORTS, params={"kind": "households"}, content=csv(TITLES), headers=headers)
        assert answer.status_code == status
