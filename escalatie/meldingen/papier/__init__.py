"""Papers of a melding: what somebody takes along to a table, as a PDF (docs/besluiten/0055)."""
