"""The words of event sourcing as pure data and functions: decider, event, commit, failure, scope, day.

It knows no ward, no database and no clock; time and ids come in as data.
"""
