"""Accounts, with an eye on the seat of the same person and on what stands open there."""
