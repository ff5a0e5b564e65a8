"""What people prove themselves with: passwords, refresh credentials, invitations, passkeys, and how each is checked.

It owns the records in the store of credentials. Secrets that the server gives out are derived from its own key and a
salt in the record, so the store alone signs nobody in, and an answer that was lost can be given again.
"""
