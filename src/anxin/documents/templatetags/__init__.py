"""Links to paper."""
