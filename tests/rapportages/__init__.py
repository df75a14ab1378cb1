"""The figures, the list behind each, and the report of a year."""
