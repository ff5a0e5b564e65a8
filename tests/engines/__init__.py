"""Real servers for the suites: fetched once into a cache, started once a run, stopped whatever happens.

It owns what a server needs to run beside the tests. A suite asks for a server and hears its address.
"""
