"""The engine: the door, who may, conditions, terms, tasks, and what follows from a step."""
