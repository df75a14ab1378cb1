"""A draft of the protocol tried on closed zaken, before the vote (docs/besluiten/0032)."""
