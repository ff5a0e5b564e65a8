"""Which phones have been silent too long (domain.md, Rules), by the same definition as the province's figure."""

from collections.abc import Iterable, Mapping, Sequence

from services.visits.views.phone import PhoneDocument
from services.visits.views.roster import RosterHousehold
from shared.kernel.days import Day, day_of, days_between

PATIENCE = 3
"""Days without contact."""
PATIENCE_WITHOUT_SIGNAL = 7
"""Days, where none of the volunteer's households has a good signal."""


def silent_phones(
    phones: Iterable[PhoneDocument], caseloads: Mapping[str, Sequence[RosterHousehold]], today: Day
) -> frozenset[str]:
    """Devices that are silent. `phones`: all of each volunteer concerned; `caseloads`: whom each helps now.

    Of a volunteer's phones the last heard counts, and any with something unsent; those of a volunteer without
    households never count.
    """
    known = [phone for phone in phones if phone.at is not None]
    last_heard: dict[str, PhoneDocument] = {}
    for phone in sorted(known, key=lambda phone: (phone.at, phone.device)):
        last_heard[phone.volunteer] = phone
    return frozenset(
        phone.device
        for phone in known
        if caseloads.get(phone.volunteer)
        and (phone.unsent > 0 or phone is last_heard[phone.volunteer])
        and _days_silent(phone, today) >= _patience(caseloads[phone.volunteer])
    )


def _days_silent(phone: PhoneDocument, today: Day) -> int:
    return days_between(day_of(phone.at), today) if phone.at is not None else 0


def _patience(households: Sequence[RosterHousehold]) -> int:
    good = any(household.signal == "good" for household in households)
    return PATIENCE if good else PATIENCE_WITHOUT_SIGNAL
