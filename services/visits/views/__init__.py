"""The documents that visits keeps for reading, each folded by itself.

It owns one document a visit, case, follow-up, request, incident, household, phone and account's day of openings, folded
from visits' own ledger, and one a household, volunteer and village of the roster, folded from assignment's. Answers
join them when they are read; nothing here reads another document or a clock.
"""

from services.visits.views.case import CASES
from services.visits.views.follow_up import FOLLOW_UPS
from services.visits.views.household import HOUSEHOLDS
from services.visits.views.incident import INCIDENTS
from services.visits.views.phone import PHONES
from services.visits.views.request import REQUESTS
from services.visits.views.roster import ROSTER_HOUSEHOLDS, ROSTER_VILLAGES, ROSTER_VOLUNTEERS
from services.visits.views.visit import VISITS
from shared.flows.opening_view import OPENINGS
from shared.flows.view_kinds import ViewSet

OWN_VIEWS = ViewSet(
    name="visits",
    kinds=(VISITS, CASES, FOLLOW_UPS, REQUESTS, INCIDENTS, HOUSEHOLDS, PHONES, OPENINGS),
    sources=frozenset({"visits"}),
)
"""Folded from visits' own ledger, by whoever relays it."""
ROSTER_COPY = ViewSet(
    name="visits.roster",
    kinds=(ROSTER_HOUSEHOLDS, ROSTER_VOLUNTEERS, ROSTER_VILLAGES),
    sources=frozenset({"assignment"}),
)
"""Folded from assignment's topic, by whoever follows the ward."""
