"""How much has been counted, which wards are alive, and which phones have not been heard."""

from verifier.figures.doors import Phone
from verifier.figures.history import days_from, facts
from verifier.figures.roster import Household
from verifier.figures.scope import Events, Reference, Row, Ward, read_ward, read_wards

SILENT_WARD_DAYS = 7
SILENT_PHONE_DAYS = 3
SILENT_PHONE_DAYS_WITHOUT_SIGNAL = 7


def as_of_counts(events: Events, today: str, reference: Reference, ward: str | None = None) -> Row:
    """See `verifier.figures`."""
    known = list(events)
    wards = list(read_wards(known).values()) if ward is None else [read_ward(known, ward)]
    counted = [fact for fact in facts(known) if ward in (None, fact.ward)]
    return {
        "assignment": {"events": sum(1 for fact in counted if fact.source == "assignment")},
        "visits": {"events": sum(1 for fact in counted if fact.source == "visits")},
        "phones": _phone_counts(wards, today),
        "wards": {
            "total": len(reference["wards"]["units"]) if ward is None else 1,
            "started": sum(1 for one in wards if one.households),
            "silent_7_days": sum(1 for one in wards if one.households and _is_silent(one, today)),
        },
    }


def _is_silent(ward: Ward, today: str) -> bool:
    """For 7 days no phone heard and no visit recorded; before any of these, the days count from the ward's start."""
    signs = [ward.roster.started_on or today]
    signs += [phone.heard_on for phone in ward.doors.phones.values()]
    signs += [visit.recorded_on for visit in ward.doors.recorded]
    return days_from(max(signs), today) >= SILENT_WARD_DAYS


def _phone_counts(wards: list[Ward], today: str) -> Row:
    phones = [phone for ward in wards for phone in ward.doors.phones.values()]
    return {
        "known": len(phones),
        "silent": sum(len(_silent_phones(ward, today)) for ward in wards),
        "unsent_last_reported": sum(phone.unsent for phone in phones),
    }


def _silent_phones(ward: Ward, today: str) -> set[str]:
    caseloads = ward.roster.caseloads()
    return {
        device
        for device, phone in ward.doors.phones.items()
        if phone.volunteer in caseloads
        and (phone.unsent > 0 or device == _last_heard(ward, phone.volunteer))
        and days_from(phone.heard_on, today) >= _patience(caseloads[phone.volunteer])
    }


def _last_heard(ward: Ward, volunteer: str) -> str:
    own: dict[str, Phone] = {key: one for key, one in ward.doors.phones.items() if one.volunteer == volunteer}
    return max(own, key=lambda device: (own[device].heard_at, device))


def _patience(households: list[Household]) -> int:
    without_signal = all(one.signal in ("weak", "none") for one in households)
    return SILENT_PHONE_DAYS_WITHOUT_SIGNAL if without_signal else SILENT_PHONE_DAYS
