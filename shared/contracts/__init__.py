"""Published events of each service, versioned: the only thing that services know of one another.

Their JSON Schemas are frozen in `docs/events/`. A changed shape gets a new version and an upcaster; a published
schema is never edited.
"""
