"""What the documents mean: pure functions over facts, standard library only.

Nothing here reads a file, a clock, a setting or a database. Every public rule cites the
clause it carries out; ``tests/architecture/test_clauses.py`` checks that both ways.

Periods: ``since`` is the first day, ``until`` the last day, both inclusive.
"""
