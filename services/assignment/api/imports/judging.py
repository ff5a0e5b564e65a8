"""Row by row: what it would do to the roster, or why that is doubtful. The roster's own rules decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID, uuid5

import msgspec
from pydantic import BaseModel

from services.assignment.api.bodies import HouseholdBody, VolunteerBody
from services.assignment.api.imports.columns import value_of
from services.assignment.api.imports.known import Known, marks_of
from services.assignment.api.imports.lists import Kind, ListRow
from services.assignment.api.imports.refusals import CodeChanged, CodeMissing, CodeRepeated, LooksLikeAnother
from services.assignment.api.imports.wishes import household_wish, volunteer_wish
from services.assignment.domain.commands import (
    AmendHousehold,
    AmendVolunteer,
    ImportEntry,
    RegisterHousehold,
)
from services.assignment.domain.imports import taken
from services.assignment.domain.lookups import village_of
from services.assignment.domain.state import Assigned, Unassigned
from shared.http.bodies import read_body
from shared.kernel.failures import Rejection

B = TypeVar("B", bound=BaseModel)
Verdict = Literal["new", "same", "changed", "doubtful"]
_NAMESPACE = UUID("6f1c1d5e-5a0b-5c53-9a44-6d3a3f0c2a10")
_PREFILLED: Mapping[Kind, Mapping[str, object]] = {
    "households": {"priority": [], "signal": "good"},
    "volunteers": {"kind": "other", "capacity": 20},
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A row's verdict. `changes`: columns that differ. `doubt`: why it is not taken. `entry`: what would take it."""

    row: ListRow
    verdict: Verdict
    id: str | None
    changes: tuple[str, ...] = ()
    doubt: Rejection | None = None
    entry: ImportEntry | None = None


def id_of(ward: str, kind: Kind, code: str) -> str:
    """The id of what a list calls `code`: the same in every file of the ward."""
    return str(uuid5(_NAMESPACE, f"{ward}/{kind}/{code}"))


@dataclass(slots=True)
class Judge:
    """Judges a list's rows in their order, each on what those before it would have done."""

    ward: str
    kind: Kind
    known: Known
    at: datetime
    takes_alike: bool

    def all(self, rows: tuple[ListRow, ...]) -> Iterator[Judged]:
        """Every row's verdict."""
        seen: dict[str, int] = {}
        for row in rows:
            code = row.cells.get("code", "")
            try:
                if not code:
                    raise CodeMissing()
                if code in seen:
                    raise CodeRepeated(row=seen[code])
                seen[code] = row.number
                yield self._judged(row, self._id(code))
            except Rejection as doubt:
                yield Judged(row, "doubtful", None, doubt=doubt)

    def _id(self, code: str) -> str:
        """Whoever has the code now, else whom it would make."""
        holder = self.known.roster.codes.get(code) if self.kind == "households" else None
        return holder or id_of(self.ward, self.kind, code)

    def _judged(self, row: ListRow, subject_id: str) -> Judged:
        given = {column: value_of(column, text) for column, text in row.cells.items()}
        if self.kind == "households":
            wish = household_wish(self._body(HouseholdBody, given), given, subject_id, self.known, self.at)
            self._check_household(wish.entry, row)
        else:
            wish = volunteer_wish(self._body(VolunteerBody, given), given, subject_id, self.known, self.at)
        if isinstance(wish.entry, AmendHousehold | AmendVolunteer) and not wish.changes:
            return Judged(row, "same", subject_id)
        _, self.known.roster = taken(wish.entry, self.known.roster)
        self._remember(wish.entry)
        is_new = not isinstance(wish.entry, AmendHousehold | AmendVolunteer)
        return Judged(row, "new" if is_new else "changed", subject_id, () if is_new else wish.changes, entry=wish.entry)

    def _body(self, model: type[B], given: Mapping[str, object]) -> B:
        fields = {**_PREFILLED[self.kind], **given}
        consent = {name: fields.pop(name) for name in ("given_on", "slip") if name in fields}
        if self.kind == "volunteers":
            fields.pop("code")
        return read_body(model, msgspec.json.encode({**fields, **({"guardian_consent": consent} if consent else {})}))

    def _check_household(self, entry: ImportEntry, row: ListRow) -> None:
        """Raises what makes a household's row doubtful though no rule forbids it."""
        if isinstance(entry, AmendHousehold):
            known = self.known.roster.households.get(entry.household_id)
            if isinstance(known, Assigned | Unassigned) and known.traits.code != row.cells["code"]:
                raise CodeChanged(code=known.traits.code or "–")
        if isinstance(entry, RegisterHousehold) and not self.takes_alike:
            village, _ = village_of(self.known.roster, entry.village)
            alike = next(
                (self.known.alike[one] for one in marks_of(village, entry.personal) if one in self.known.alike), None
            )
            if alike is not None:
                raise LooksLikeAnother(code=alike)

    def _remember(self, entry: ImportEntry) -> None:
        if isinstance(entry, RegisterHousehold):
            village, _ = village_of(self.known.roster, entry.village)
            self.known.note_household(village, entry.code, entry.personal)
