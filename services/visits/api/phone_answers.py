"""Phones as the ward's desk reads them: last contact, what was unsent, and whether they have been silent too long."""

from collections.abc import Sequence

from services.visits.api.answers import Answer
from services.visits.api.silent_phones import silent_phones
from services.visits.views.phone import PHONES, PhoneDocument
from services.visits.views.roster import ROSTER_HOUSEHOLDS, ROSTER_VOLUNTEERS, RosterHousehold
from shared.http.ward_documents import WardDocuments
from shared.kernel.days import Day


async def phone_answers(documents: WardDocuments, phones: Sequence[PhoneDocument], today: Day) -> list[Answer]:
    """These phones in the order given."""
    volunteers = list(dict.fromkeys(phone.volunteer for phone in phones))
    of_volunteers = [
        one for volunteer in volunteers for one in await documents.all(PHONES, (f"volunteer:{volunteer}",))
    ]
    silent = silent_phones(of_volunteers, await _caseloads(documents, volunteers), today)
    return [
        {
            "device": phone.device,
            "volunteer_id": phone.volunteer,
            "last_contact": phone.at,
            "unsent_last_reported": phone.unsent,
            "oldest_unsent": phone.oldest_unsent,
            "app": phone.app,
            "silent": phone.device in silent,
        }
        for phone in phones
    ]


async def _caseloads(documents: WardDocuments, volunteers: Sequence[str]) -> dict[str, list[RosterHousehold]]:
    known = await documents.get(ROSTER_VOLUNTEERS, volunteers)
    households = await documents.get(
        ROSTER_HOUSEHOLDS, (one for volunteer in known.values() for one in volunteer.households)
    )
    return {
        name: [households[one] for one in volunteer.households if one in households]
        for name, volunteer in known.items()
    }
