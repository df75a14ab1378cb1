"""What is asked about a press question."""
