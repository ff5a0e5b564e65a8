"""The compose program, built from its Go module as go.mod and go.sum lock it; and Go itself where a machine has none.

It owns no server. A suite asks for the program and hears where it lies.
"""
