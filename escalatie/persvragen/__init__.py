"""The procedure of a press question (Hoofdstuk 1): its door, conditions, term, and pages."""
