"""What each who takes part does now, in a running melding: one page per actor (R42)."""
