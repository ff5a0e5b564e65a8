"""Every call as its own OpenAPI describes it, with every role: no crash, no answer that is not described.

What is drawn is the same in every run; `--fuzz-examples 100` draws more.
"""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.kernel.scope import Role
from tests.services.fuzzed_system import SERVICES, Fuzzed

EVERYBODY = (None, *Role)
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
IN_PARTS = "/commands"
"""Takes what is well formed and answers for each part alone, so a part that breaks its description is no refusal."""


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    app = Fuzzed(tmp_path_factory.mktemp("fuzzed") / "data")
    app.start()
    yield app
    app.close()


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--fuzz-examples"))


@pytest.mark.parametrize("service", SERVICES)
def test_every_call_describes_what_it_answers(fuzzed: Fuzzed, service: str) -> None:
    for operation in fuzzed.operations(service):
        described = operation.definition.raw["responses"]
        for status in [one for one in described if one.startswith("2") and one != "204"]:
            (content,) = described[status]["content"].values()
            assert content["schema"], operation.label
        problems = [described[status]["content"] for status in described if status[0] in "45"]
        assert all(list(one) == ["application/problem+json"] for one in problems), operation.label


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", EVERYBODY, ids=lambda role: role or "nobody")
@pytest.mark.parametrize("service", SERVICES)
def test_what_is_drawn_is_answered_as_described(fuzzed: Fuzzed, service: str, role: Role | None, examples: int) -> None:
    headers = fuzzed.headers(role)
    for operation in fuzzed.operations(service):
        for mode in GenerationMode:

            def answered(case: Case) -> None:
                validate(case, case.call(headers=headers))

            draw(fuzzed.cases(operation, mode), answered, examples)


def draw(cases: st.SearchStrategy[Case], answered: Callable[[Case], None], examples: int) -> None:
    """Draw requests and look at each answer; a call without anything to spoil has no spoilt request."""
    drawn = settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(cases)(answered))
    try:
        drawn()
    except Unsatisfiable:
        return


def validate(case: Case, response: Response) -> None:
    assert response.status_code < 500 or response.status_code == 503, response.text
    in_parts = [negative_data_rejection] if case.operation.path.endswith(IN_PARTS) else []
    case.validate_response(response, checks=[check for check in CHECKS if check not in in_parts])
