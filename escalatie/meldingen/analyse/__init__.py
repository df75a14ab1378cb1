"""The impactanalyse of one party."""
