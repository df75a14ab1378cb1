"""The unrest around a melding, day by day: the question, the answers, and what they propose."""
