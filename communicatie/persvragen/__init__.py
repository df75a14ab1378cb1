"""A press question itself: its stages, texts, record, and who may see it. Its procedure is in escalatie."""
