"""The moment of a step that was taken while a clock was ahead is put right."""
