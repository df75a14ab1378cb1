"""The communication advice: its versions and what changed between them."""
