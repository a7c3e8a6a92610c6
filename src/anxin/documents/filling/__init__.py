"""What each form says, gathered from the records: the keys are the form's own labels."""
