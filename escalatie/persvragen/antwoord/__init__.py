"""Putting right and taking back what was recorded of an answer to the press."""
