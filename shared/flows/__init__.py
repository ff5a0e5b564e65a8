"""What moves: from a command to a commit, from a commit to the bus, from the bus into views, and views rebuilt.

Flows know ports and the kernel only; which engine stands behind a port they never learn.
"""
