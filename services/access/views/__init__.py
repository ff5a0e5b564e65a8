"""The documents that access keeps for reading: one an account, folded from its own ledger."""

from services.access.views.account import ACCOUNTS
from shared.flows.view_kinds import ViewSet

ACCOUNT_VIEWS = ViewSet(name="access", kinds=(ACCOUNTS,), sources=frozenset({"access"}))
"""All of them."""
