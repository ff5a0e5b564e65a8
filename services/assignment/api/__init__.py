"""The roster over HTTP: its table of commands and its reads, as interface.md lists them.

It owns how requests become commands and how documents become answers. It hears requests with a Scope and says answers,
with names and phones opened for those alone who may see them.
"""
