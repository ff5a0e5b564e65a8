"""Which phones and wards are silent (domain.md, Rules): counted in days, as of today."""

from collections.abc import Iterable

from services.reporting.domain.cells import Cells, summed
from services.reporting.domain.documents import Phone, VolunteerSum, WardFigures
from shared.kernel.days import Day, day_of, days_between

SILENT_WARD_DAYS = 7
SILENT_PHONE_DAYS = 3
SILENT_PHONE_DAYS_WITHOUT_SIGNAL = 7
"""Where none of the volunteer's households has a good signal."""


def contact_counts(figures: WardFigures, today: Day) -> Cells:
    """Phones known, silent and unsent, and 1 for a ward that has started, that is silent."""
    started = any(stocks.get("registered") for stocks in figures.stocks.values())
    return {
        "phones": len(figures.phones),
        "silent_phones": len(silent_phones(figures, today)),
        "unsent": sum(phone.unsent for phone in figures.phones.values()),
        "wards": 1,
        "started": int(started),
        "silent_wards": int(started and _is_silent(figures, today)),
    }


def contact_figures(counts: Iterable[Cells]) -> dict[str, Cells]:
    """`phones` and `wards` of `as_of`, from the counts of every ward asked for."""
    total = summed(counts)
    return {
        "phones": {
            "known": total.get("phones", 0),
            "silent": total.get("silent_phones", 0),
            "unsent_last_reported": total.get("unsent", 0),
        },
        "wards": {
            "total": total.get("wards", 0),
            "started": total.get("started", 0),
            "silent_7_days": total.get("silent_wards", 0),
        },
    }


def silent_phones(figures: WardFigures, today: Day) -> frozenset[str]:
    """Devices not heard for too long. Of a volunteer's phones the last heard counts, and any with something unsent;
    those of a volunteer without households never count."""
    last: dict[str, str] = {}
    for device, phone in sorted(figures.phones.items(), key=lambda item: (item[1].heard_at, item[0])):
        last[phone.volunteer] = device
    return frozenset(
        device
        for device, phone in figures.phones.items()
        if (phone.unsent > 0 or last[phone.volunteer] == device)
        and _is_missed(phone, figures.volunteers.get(phone.volunteer), today)
    )


def _is_missed(phone: Phone, volunteer: VolunteerSum | None, today: Day) -> bool:
    if volunteer is None or not volunteer.caseload:
        return False
    patience = SILENT_PHONE_DAYS if volunteer.in_signal else SILENT_PHONE_DAYS_WITHOUT_SIGNAL
    return days_between(day_of(phone.heard_at), today) >= patience


def _is_silent(figures: WardFigures, today: Day) -> bool:
    """For 7 days no phone heard and no visit recorded; before the first of these, since the ward's start."""
    signs = [day_of(phone.heard_at) for phone in figures.phones.values()]
    if figures.last_visit_at is not None:
        signs.append(day_of(figures.last_visit_at))
    signs.append(figures.started_on or today)
    return days_between(max(signs), today) >= SILENT_WARD_DAYS
