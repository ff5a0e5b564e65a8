"""Reference data: the 94 units of Da Nang and the catalogue of procedures, read once and typed."""
