"""Bijlage 1 coming in: read, recognised, proposed, written once confirmed."""
