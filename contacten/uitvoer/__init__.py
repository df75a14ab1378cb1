"""Bijlage 1 going out."""
