"""What the region learns: every improvement, the lessons, what went back to its meetings, and the report of a year."""
