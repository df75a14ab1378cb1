"""Demo data: invented people and meldingen, walked through the same doors as real ones. The tests build on it too."""
