"""Planning a meeting, moving it, calling it off, and saying who comes."""
