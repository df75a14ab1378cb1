"""What is urgent: by hand on and off, and the list of whom to phone."""
