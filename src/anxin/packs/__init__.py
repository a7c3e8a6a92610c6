"""Own the clinic day without a line: the encrypted sheet that is taken along, and what comes back of it.

A pack is asked for with a purpose, answered by another hand, downloaded with a password that is shown
once. Does not own what comes of it: arrivals and prescriptions are written by ``clinics``, pick-ups by
``dispensing``, each by the same hands as online (5.2, 5.3.2, 7.2.d).
"""
