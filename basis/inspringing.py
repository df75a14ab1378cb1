"""Our own templates without the spaces with which their lines begin: a browser makes one space of all of them, and a
list repeats them in every row. The ends of lines stay, so a fault in a template keeps its number.

What says how text must stand (`pre`, `textarea`) has its text from a variable, and that is left as it is.
"""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader

_INSPRINGING = re.compile(r"\n[ \t]+")


class ZonderInspringing(Loader):
    """As of Django; a file that is no HTML is given as it stands."""

    def get_contents(self, origin: Origin) -> str:
        """The text of this template."""
        tekst = super().get_contents(origin)
        return _INSPRINGING.sub("\n", tekst) if str(origin.name).endswith(".html") else tekst
