"""Reporting without an account: an aanbieder with a link, and the region that sends it (R28, R43, R101)."""
