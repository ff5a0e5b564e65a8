"""The documents that access keeps for reading: one an account, and one an account's day of openings,
folded from its own ledger."""

from services.access.views.account import ACCOUNTS
from shared.flows.opening_view import OPENINGS
from shared.flows.view_kinds import ViewSet

ACCOUNT_VIEWS = ViewSet(name="access", kinds=(ACCOUNTS, OPENINGS), sources=frozenset({"access"}))
"""All of them."""
