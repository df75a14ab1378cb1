"""What the media say: feeds, words to follow, and how the attention moves."""
