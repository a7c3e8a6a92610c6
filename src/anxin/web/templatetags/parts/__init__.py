"""Components by what they are for; ``anxin`` is the one library that templates load."""
