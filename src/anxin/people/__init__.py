"""Own persons in five tables by sensitivity: registry, identity, clinical, police, welfare.

Guardians, households, diagnoses and certificates belong here (`3.1`, `A4`); whether a person
is served does not: that is `enrolment`, and what the law says of it is `rules`.
"""
