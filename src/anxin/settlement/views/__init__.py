"""Pages of the quarter's claim: filing it, and checking it line by line."""
