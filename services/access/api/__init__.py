"""What access answers over HTTP: sign-in and sessions, accounts, invitations, passkeys, and the public keys."""
