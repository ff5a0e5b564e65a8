"""The doors to the outside: event store, event bus, view store, key vault, lease, clock, credential store.

Each port is a Protocol with its promises in the docstrings; `tests/ports/` holds one behaviour suite a port, which
every adapter passes. Adapters turn their drivers' errors into Conflict or Unavailable.
"""
