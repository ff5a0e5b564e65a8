"""What an operator does to a whole installation at once: moving a data folder into MongoDB. It owns no data, hears and
says nothing.

It opens both kinds of storage, so it is loaded by name: who only runs a folder needs no driver.
"""
