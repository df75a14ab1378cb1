"""Registering a melding, correcting it, and adding a gemeente."""
