"""One task, and how it is recorded."""
