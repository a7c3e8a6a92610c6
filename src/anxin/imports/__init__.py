"""Rosters that units bring as spreadsheets, read in two steps: first looked at, then taken in (A8, lessons 5).

A file becomes a batch of rows, each with what is wrong at its column and with what would become of it;
what is right is taken in by the background worker, row by row, as applications or drafts of annex 4, and
goes the way of every application from there. Nobody is enrolled by a file.
"""
