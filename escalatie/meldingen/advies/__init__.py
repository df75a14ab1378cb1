"""Writing the communication advice of a melding."""
