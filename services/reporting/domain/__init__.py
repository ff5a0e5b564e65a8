"""Figures as pure data and functions.

Owns what each indicator means, the documents that keep a ward's present facts and a month's flows, and how figures
follow from them. Hears the published events of assignment and visits; says nothing.
"""
