"""The rules of accounts: one aggregate an account, decided from facts alone. Passwords, secrets and keys are checked
beside it and never come in here."""
