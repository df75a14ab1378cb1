"""Signing in: the way in to an account, with django-allauth, and what slows down who guesses."""
