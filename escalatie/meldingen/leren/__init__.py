"""What can become better because of one melding, and what is being done about it."""
