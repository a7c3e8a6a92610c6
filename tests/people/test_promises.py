"""The promises of people hold of a merge, and tell when it is broken off."""

from django.db import connection

from anxin.people.invariants import INVARIANTS
from tests.people.linking import idle, merged, registered, split


def bad():
    with connection.cursor() as cursor:
        found = []
        for one in INVARIANTS:
            cursor.execute(one.sql_count)
            cursor.execute(one.sql_bad)
            found += cursor.fetchall()
        return found


def test_a_merge_and_its_split_keep_the_promises(db):
    merge = merged(registered(), idle())
    assert bad() == []
    split(merge)
    assert bad() == []
