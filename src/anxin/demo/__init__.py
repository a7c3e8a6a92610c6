"""Own the made-up district: its people, staff and year of history, made by the real services.

Nothing here describes anyone: identity numbers lie in region 000000, phones in a prefix that
is not assigned, and no real officer's name stands on an account.
"""
