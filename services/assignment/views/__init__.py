"""The documents that assignment keeps for reading: one a household, a volunteer, a village, an
erasure and an account's day of openings, each folded by itself.

They are folded from assignment's own ledger. What identifies people stays in its box, with the event it came from;
only the API opens it, for who may see it.
"""

from services.assignment.views.erasure import ERASURES
from services.assignment.views.household import HOUSEHOLDS
from services.assignment.views.village import VILLAGES
from services.assignment.views.volunteer import VOLUNTEERS
from shared.flows.opening_view import OPENINGS
from shared.flows.view_kinds import ViewSet

ROSTER_VIEWS = ViewSet(
    name="assignment", kinds=(HOUSEHOLDS, VOLUNTEERS, VILLAGES, ERASURES, OPENINGS), sources=frozenset({"assignment"})
)
"""All of them."""
