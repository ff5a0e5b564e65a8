"""The rules of visits, pure: time, ids and the catalogue of procedures come in as data.

It owns four deciders: a household's records (visits, cases, consent, follow-ups, requests), an incident, a phone's
contacts, and the confirmation of an erasure. It hears the commands of `commands` and says the events of
`shared.contracts.visits`.
"""
