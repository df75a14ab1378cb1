"""What the region knows of one aanbieder, as plain facts with their source, and the signals that are no melding."""
