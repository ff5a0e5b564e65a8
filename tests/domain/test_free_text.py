"""Long numbers are masked in free text; phone numbers, dates, clock times and amounts are left alone."""

import pytest

from shared.kernel.free_text import MASK, mask_digit_runs

KEPT = [
    "hẹn 24-11-2026 15h",
    "gọi 0905123456 12h",
    "0905123456 0912345678",
    "số 5 0905 123 456",
    "gọi +84 905 123 456",
    "0236 3822 123",
    "trợ cấp 12.500.000 3 tháng",
    "ngày 24.11.2026 2 người",
    "mã 12345678",
]
MASKED = [
    ("thẻ 048123456789", f"thẻ {MASK}"),
    ("CCCD 048 123 456 789", f"CCCD {MASK}"),
    ("048-123-456-789", MASK),
    ("0905 123 456, thẻ 123456789012", f"0905 123 456, thẻ {MASK}"),
    ("tk 1234 5678 9012 3456", f"tk {MASK}"),
]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_long_number_is_kept(text: str) -> None:
    assert mask_digit_runs(text) == text


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_a_long_number_is_masked(text: str, masked: str) -> None:
    assert mask_digit_runs(text) == masked
