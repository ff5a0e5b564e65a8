"""MongoDB for what a service keeps, Kafka between services: for any number of processes of each.

It owns every word that is spoken with these servers. What they refuse or fail at comes back as Conflict or Unavailable.
"""
