"""The dossier: everything that is known of one melding, and the page of each step."""
