"""Visits over HTTP: its table of commands and its reads, as interface.md lists them.

It owns how requests become commands and how documents become answers: scope, joins with the roster, opened texts. It
hears requests with a Scope and says answers; which engine keeps the documents it never learns.
"""
