"""The ground everything stands on: PostgreSQL, its roles and its promises.

Owns the embedded server's life, where the database is, who may connect as
whom, and the checks made before anything else runs. Knows nothing of people,
medicine or money, and imports Django only where a module says so.
"""
