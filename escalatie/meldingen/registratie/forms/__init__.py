"""What is asked about a melding."""
