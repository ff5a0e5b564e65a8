"""The access service: who may sign in, and the keys that tokens are checked with.

It owns the installation's signing key and publishes its public half. It hears nothing and says nothing yet; tokens
are printed by `onetwenty token` until accounts and sign-in arrive.
"""
