"""Owns the clinic day: rota, bookings, attendance, visits, prescriptions, their review,
laboratory results, and the supply a person has at home (5.2, 4.2). Does not hand anything out: that is ``dispensing``."""
