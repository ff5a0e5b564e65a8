"""The reporting service: what the figures are.

It owns no facts of its own: it hears assignment and visits, folds both into one document a ward and one a month, sums
them, and answers with figures that say as of when. It says nothing and takes no commands.
"""
