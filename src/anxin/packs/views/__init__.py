"""Pages of the clinic day without a line."""
