"""Pages of the clinic day: rota and board, attendance, prescribing, review."""
