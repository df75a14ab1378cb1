"""The rules of the house as tests; every law shows a good and a bad example, so that a blind law fails too."""
