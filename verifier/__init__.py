"""Programs that check OneTwenty from outside. Owns no data, hears the published events, says what follows from them.

Imports nothing of `services` or `shared`: an error there cannot hide here.
"""
