"""What is owed, on pages of a person."""
