"""How meldingen hang together: a double of another, or two that tell of one event."""
