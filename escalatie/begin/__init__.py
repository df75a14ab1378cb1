"""From an empty installation to the first melding: what is still missing, and the test mail that proves the mail."""
