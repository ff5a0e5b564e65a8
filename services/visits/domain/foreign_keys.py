"""What a command makes of ids that it would bring into the world and that another stream owns."""

from collections.abc import Mapping

from msgspec.structs import replace

from services.visits.domain.commands import HouseholdCommand, RecordVisit
from services.visits.domain.rejections import FollowUpElsewhere, RequestElsewhere, VisitElsewhere


def with_foreign_keys(command: HouseholdCommand, owners: Mapping[str, str]) -> HouseholdCommand:
    """The command that knows whose the keys of `owners` are (`case/<id>` → stream), to be decided again.

    Raises VisitElsewhere, FollowUpElsewhere or RequestElsewhere where an id cannot be shared.
    """
    cases: set[str] = set()
    for key in owners:
        kind, _, name = key.partition("/")
        match kind:
            case "visit":
                raise VisitElsewhere(visit_id=name)
            case "follow-up":
                raise FollowUpElsewhere(follow_up_id=name)
            case "request":
                raise RequestElsewhere(request_id=name)
            case "case":
                cases.add(name)
            case _:
                raise ValueError(f"no command of a household introduces {key}")
    if not isinstance(command, RecordVisit):
        raise ValueError(f"{type(command).__name__} introduces no case")
    return replace(command, cases_elsewhere=command.cases_elsewhere | cases)
