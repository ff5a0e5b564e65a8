"""Demo data: synthetic people and visits, as the commands that a ward and its volunteers would send.

It owns no state, hears nothing and says commands. Every person is invented and says so in the name. What is real
are the units, the procedures and the published counts of the first days in Hải Vân (people supported, signatures, SIM
cards).
"""
