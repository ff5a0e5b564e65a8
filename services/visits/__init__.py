"""The visits service: what happened at the door.

It owns visits, the procedures touched in them and how those ended, follow-ups, what households ask about their data,
incidents, and the phones' contacts. It hears assignment's events, for who helps whom, and says what
`shared.contracts.visits` lists.
"""
