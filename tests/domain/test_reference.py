"""The reference data keeps its own claims."""

import json
from collections import Counter
from pathlib import Path

from shared.reference.procedures import procedures
from shared.reference.units import PROVINCE_CODE, canonical_ward, units

FOLDER = Path(__file__).parents[2] / "shared" / "reference"


def test_there_are_94_units_of_three_kinds() -> None:
    assert Counter(unit.kind for unit in units().values()) == {"ward": 23, "commune": 70, "special zone": 1}


def test_no_code_stands_for_two_units() -> None:
    raw = json.loads((FOLDER / "wards.json").read_text())
    codes = [code for unit in raw["units"] for code in (unit["code"], *unit.get("also", []))]
    assert len(codes) == len(set(codes))
    assert raw["province"]["code"] == PROVINCE_CODE
    assert PROVINCE_CODE not in codes


def test_an_old_code_leads_to_the_unit() -> None:
    assert canonical_ward("20195") == "20194"
    assert canonical_ward("20194") == "20194"
    assert canonical_ward("00000") is None


def test_there_are_27_procedures_with_unique_ids_and_national_codes() -> None:
    raw = json.loads((FOLDER / "procedures.json").read_text())["procedures"]
    assert len(raw) == len(procedures()) == 27
    national = [one.national_code for one in procedures().values() if one.national_code]
    assert len(national) == len(set(national))
    assert {"birth-linked", "death-linked", "other"} <= set(procedures())
