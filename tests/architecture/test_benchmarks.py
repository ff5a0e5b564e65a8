"""Benchmarks are run by hand: what they need must not go away unnoticed, and what was not measured must be said."""

from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import run
from tests.engines.without import VARIABLE

FOLDER = Path(run.__file__).parent


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_every_benchmark_finds_what_it_imports(name: str) -> None:
    import_module(f"benchmarks.{name}")


def test_each_has_its_place_in_the_results() -> None:
    page = run.RESULTS.read_text(encoding="utf-8")
    for benchmark in run.BENCHMARKS:
        assert page.count(f"<!-- begin {benchmark.name} -->") == page.count(f"<!-- end {benchmark.name} -->") == 1


@pytest.mark.parametrize("name", ["distributed_delay", "recovery", "pipeline_speed"])
def test_a_machine_without_an_engine_says_so_in_the_table(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "RESULTS.md"
    places = "".join(f"<!-- begin {each} -->\n<!-- end {each} -->\n" for each in ("machine", name))
    page.write_text(places, encoding="utf-8")
    monkeypatch.setattr(run, "RESULTS", page)
    monkeypatch.setenv(VARIABLE, "kafka")
    run.run([one for one in run.BENCHMARKS if one.name == name], tmp_path)
    assert f"| all of `{name}` | **not measured**: {VARIABLE} names kafka |" in page.read_text(encoding="utf-8")
