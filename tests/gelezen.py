"""What a reader sees of a page: the words of a moment without the mark for machines around them."""

import re

_TIJDMERK = re.compile(r"</?time\b[^>]*>")


def zonder_tijdmerk(html: str) -> str:
    """This page as its sentences read."""
    return _TIJDMERK.sub("", html)
