"""Names of villages, compared as people mean them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kernel.village_names import village_key, village_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bắc", "Hoà Bắc"),
        ("Khỏe Mạnh", "Khoẻ Mạnh"),
        ("Thúy Sơn", "Thuý Sơn"),
        ("Thôn Tà Lang", "tà  lang"),
        ("TỔ DÂN PHỐ 12", "12"),
        ("Giàn Bí", unicodedata.normalize("NFD", "Giàn Bí")),
        (unicodedata.normalize("NFD", "HÒA XUÂN"), "hoà xuân"),
        (" Nam\tYên ", "Nam Yên"),
    ],
)
def test_spellings_of_one_village_have_one_key(one: str, other: str) -> None:
    assert village_key(one) == village_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Tà Lang", "Ta Lang"), ("Hoa Bắc", "Hòa Bắc"), ("Tổ 12", "Tổ 1 2"), ("Đông", "Dong")]
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert village_key(one) != village_key(other)


def test_a_key_keeps_vietnamese_letters_and_fits_a_path() -> None:
    assert village_key("Thôn Phò Nam / Nam Yên") == "phò-nam-nam-yên"
    assert village_key("Thôn") == "thôn"
    assert village_key("—/?") == ""


def test_letters_with_marks_that_do_not_compose_stay_whole() -> None:
    assert village_key("Pr̆ao") == "pr̆ao"


def test_a_name_is_kept_as_it_was_written() -> None:
    assert village_name("  Thôn   Tà Lang ") == "Thôn Tà Lang"


@settings(max_examples=100)
@given(st.text(alphabet="Tthôổ dnâpốÒaóàQuýúyĐ-/12", max_size=30))
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    assert village_key(village_key(name)) == village_key(name)
