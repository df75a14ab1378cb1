"""The one refusal of this app."""


class Geweigerd(Exception):
    """A step or a record that is refused. The text is a Dutch sentence, fit to show; the view answers 409 and keeps
    the input."""
