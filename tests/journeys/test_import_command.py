"""`onetwenty import` against a running system."""

from pathlib import Path

from tests.journeys.serving import onetwenty, serving

ROWS = "Mã,Thôn,Chủ hộ,Số người lớn\nH-1,Tà Lang,Nguyễn Thị Lan (mẫu),2\nH-2,Giàn Bí,Trần Văn Hùng (mẫu),3\n"
DOUBTFUL = "H-3,Giàn Bí,Lê Thị Hoa (mẫu),nhiều\n"


def test_a_list_is_shown_taken_and_known_again(tmp_path: Path) -> None:
    file = tmp_path / "households.csv"
    file.write_text(ROWS)
    with serving(tmp_path / "data") as system:
        common = ("import", str(file), "--ward", "20194", "--data", str(system.data), "--url", system.url)
        shown = onetwenty(*common, "--dry-run").stdout.splitlines()
        assert shown == ["2 rows: 2 new, 0 changed, 0 same, 0 doubtful", "nothing was taken (--dry-run)"]
        assert onetwenty(*common).stdout.splitlines()[-1] == "2 rows taken"
        assert onetwenty(*common).stdout.splitlines() == [
            "2 rows: 0 new, 0 changed, 2 same, 0 doubtful",
            "0 rows taken",
        ]
        file.write_text(ROWS + DOUBTFUL)
        doubtful = onetwenty(*common, check=False)
        assert doubtful.returncode == 1
        assert doubtful.stdout.splitlines()[0] == "row 4 /adults: Phải là số nguyên."


def test_a_file_that_is_no_list_and_a_system_that_is_away_are_told(tmp_path: Path) -> None:
    file = tmp_path / "households.xlsx"
    file.write_bytes(b"PK\x03\x04")
    with serving(tmp_path / "data") as system:
        options = ("import", str(file), "--ward", "20194", "--data", str(system.data), "--url", system.url)
        refused = onetwenty(*options, check=False)
        assert (refused.returncode, "Không đọc được tệp" in refused.stderr) == (1, True)
    away = onetwenty(*options, check=False)
    assert (away.returncode, "does not answer" in away.stderr) == (1, True)
