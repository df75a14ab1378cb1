"""Keeping the list current: requests, proposals, the practice round."""
