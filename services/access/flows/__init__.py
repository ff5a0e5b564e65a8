"""What access does between a call and its stores: finding accounts, letting people in, and signing their tokens."""
