"""Turning a Bericht into a mail: the trio of templates under `templates/mail/<code>/`.

A template gets kenmerk, termijn, link, rolnaam and afzender and nothing else, so that no template can tell a fact of
the case (ontwerp 4.6, T13).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

from contacten.rollen import Rol

from .models import Bericht

# Mails that no rule of the protocol sends: about the contact list and accounts. Each goes through `plan_persoonlijk`.
PERSOONLIJK = (
    "contact_bevestigen",
    "contact_herinnering",
    "contact_oefening",
    "contact_onbereikbaar",
    "contact_voorstel",
    "uitnodiging",
)
DELEN = ("onderwerp.txt", "tekst.txt", "opmaak.html")
MAP = Path(settings.BASIS) / "templates" / "mail"


@dataclass(frozen=True)
class Brief:
    """A rendered mail: one line of subject, plain text, and html with its css inlined."""

    onderwerp: str
    tekst: str
    opmaak: str


def bestaat(sjabloon: str) -> bool:
    """Whether all three parts of this template are there."""
    return bool(sjabloon) and all((MAP / sjabloon / deel).is_file() for deel in DELEN)


def maak_brief(bericht: Bericht, link: str) -> Brief:
    """Render the mail of this row. Raises TemplateDoesNotExist when the template is missing."""
    context = {
        "kenmerk": bericht.melding.kenmerk if bericht.melding else "",
        "termijn": bericht.gegevens.get("termijn", ""),
        "link": link,
        "rolnaam": Rol(bericht.rol).label if bericht.rol else "",
        "afzender": f"Calamiteitenregie, {settings.REGIO_NAAM}",
    }
    onderwerp, tekst, opmaak = (render_to_string(f"mail/{bericht.sjabloon}/{deel}", context) for deel in DELEN)
    return Brief(" ".join(onderwerp.split()), tekst.strip() + "\n", _inliner().inline(opmaak))


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    stijl = MAP / "_stijl.css"
    return css_inline.CSSInliner(
        extra_css=stijl.read_text(encoding="utf-8") if stijl.is_file() else None, load_remote_stylesheets=False
    )
