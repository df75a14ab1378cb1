"""Help: the manual of a role, the words that we use, and whom to phone."""
