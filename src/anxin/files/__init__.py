"""Owns photos and scans of a person's papers: cleaned before they are kept, sealed where they lie
(A4, 5.1.3.b). Knows people; names an application by its id alone.
"""
