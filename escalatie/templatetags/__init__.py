"""Template tags that compose what escalatie knows."""
