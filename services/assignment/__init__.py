"""Who helps whom: a ward's households, villages and volunteers, and the assignments between them.

It owns one stream a ward, `<ward>/roster`, and the keys of what identifies people. It hears from visits when a
household does not want to be contacted, and says everything in `shared.contracts.assignment`.
"""
