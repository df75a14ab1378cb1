"""Figures over a period: numbers, lead times, terms, late reports, lessons; the list behind each; the yearly report."""
