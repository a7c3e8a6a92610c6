"""Owns the way from application to a signed card: applications, opinions, decisions, places,
enrolments, agreements, cards, hospital stays and the choice of clinic (5.1, A4, A5, A7, A8)."""
