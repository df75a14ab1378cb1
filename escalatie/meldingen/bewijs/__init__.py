"""The proof of informing."""
