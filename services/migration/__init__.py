"""What an operator does to a whole installation at once: moving a data folder into MongoDB, and
going on after MongoDB was restored. It owns no data and hears nothing; it erases again who was erased before.

It opens both kinds of storage, so it is loaded by name: who only runs a folder needs no driver.
"""
