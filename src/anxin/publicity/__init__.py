"""Owns publicity: what villages, townships and the office did to make the programme known (5.1.1).
Knows no patient: a record says how many people were reached, never who."""
