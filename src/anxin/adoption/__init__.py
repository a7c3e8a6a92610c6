"""Owns how policy changes in the program: proposed values with their documents, adopted by a second
person; the working-day calendar; what-if runs over the register and replays of past decisions (7.4).
Does not own what the values mean: that is ``anxin.rules``, nor where they are read: ``anxin.policy``."""
