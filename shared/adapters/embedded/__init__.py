"""The ports on SQLite, in one data folder: a file for each service, and one more for each vault.

It owns the files' schemas, the one writer thread of each file, the folder's lock and the master key's file. It hears
commits, documents and published events; it says them again, in order, to every reader of this folder, and refuses a
file that it cannot trust.
"""
