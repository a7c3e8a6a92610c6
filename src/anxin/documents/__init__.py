"""Own what goes on paper and into spreadsheets: annexes 4, 5, 7, 8 and the notice of decision.

Each form is typeset from data by ``typesetting`` on the official layout in ``sheets/``. What a
form says is gathered in ``filling``, each reading recorded with the reason "打印". Owns which
rows of a paper card are printed, and the requests to take a register out as a spreadsheet; it
owns nothing of what the forms tell (A4, A5, A7, A8, 3.1.e, 7.2.d).
"""
