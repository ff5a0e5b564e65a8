"""The rules of a ward's roster, as a pure decider: who may help whom, from when, and for how many.

It owns the state of `<ward>/roster`, hears the commands in `commands` and says the events of
`shared.contracts.assignment`.
"""
