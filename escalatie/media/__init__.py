"""The media pages of a melding and of a press question, and what a rise proposes."""
