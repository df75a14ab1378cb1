"""Searching every dossier and press question for words, within what somebody may read (docs/besluiten/0057)."""
