"""Pages of the counter: find and prepare, sign and hand over, and what comes after."""
