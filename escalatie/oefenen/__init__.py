"""Drills: a scenario played in a world of its own, and the debrief of it (R153, R175)."""
