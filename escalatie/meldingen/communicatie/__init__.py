"""The page Communicatie of a melding."""
