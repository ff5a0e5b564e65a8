"""The access service: who may sign in, with what, and the tokens that everyone checks.

It owns accounts (one stream each), the credentials behind them in a store of their own, and the signing keys, whose
public halves it publishes. It hears assignment: volunteers have accounts as long as they are enrolled. It says that
accounts, sessions, invitations and passkeys began and ended, and never what anybody proves themselves with.
"""
