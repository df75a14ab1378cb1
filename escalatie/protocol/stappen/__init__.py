"""The protocol in pages of one step: what can be done there, by whom, before when, and what comes before and after."""
