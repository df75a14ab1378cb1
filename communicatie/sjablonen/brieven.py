"""Turning a Bericht into a mail: the trio of templates under `templates/mail/<code>/`, in the words of the beheerder
when there are any.

A template gets kenmerk, termijn, link, rolnaam and afzender and nothing else, so that no template can tell a fact of
the case (ontwerp 4.6, T13). A mail about a persvraag gets the agreed texts too that its rule lets through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

from basis.taal import moment
from communicatie.models import Bericht
from contacten.rolnamen import rolnaam

from . import teksten as sjabloonteksten
from .delen import AFGESPROKEN, MAP, Woorden, gaat_over_zaak, vul_in

# Mails that no rule of the protocol sends: about the contact list and accounts. Each goes through `plan_persoonlijk`.
PERSOONLIJK = (
    "alarm",
    "contact_bevestigen",
    "contact_herinnering",
    "contact_oefening",
    "contact_onbereikbaar",
    "contact_voorstel",
    "dagbericht",
    "uitnodiging",
)
# To the next in a seat when nobody confirmed (opvolging, in escalatie); every rule that asks to confirm may lead to it.
OPVOLGING = ("vervanger_gevraagd",)
# One mail with a line per message, when there are too many at once for one reader (verzamelpost).
VERZAMELBERICHT = "verzamelbericht"
# How a reader of a persvraag mail without an account reaches the RSJ.
ROUTE = "antwoordroute"
BESTANDEN = ("onderwerp.txt", "tekst.txt", "opmaak.html")


@dataclass(frozen=True)
class Brief:
    """A rendered mail: one line of subject, plain text, and html with its css inlined. `opmerking`: what the dossier
    must know of how it was made, "" for nothing."""

    onderwerp: str
    tekst: str
    opmaak: str
    opmerking: str = ""


@dataclass(frozen=True)
class Briefregel:
    """One line of a mail with many: what it is about, before when, and where to read it; nothing else (T13)."""

    kenmerk: str
    termijn: str
    link: str


@dataclass(frozen=True)
class Voorbeeld:
    """A mail with invented data. `blad` is the html part without the document around it, to show in a page."""

    onderwerp: str
    tekst: str
    blad: str


def bestaat(sjabloon: str) -> bool:
    """Whether all three parts of this template are there."""
    return bool(sjabloon) and all((MAP / sjabloon / bestand).is_file() for bestand in BESTANDEN)


def alle() -> list[str]:
    """The code of every mail there is."""
    return sorted(map_.name for map_ in MAP.iterdir() if bestaat(map_.name))


def maak_brief(bericht: Bericht, link: str, regels: Sequence[Briefregel] = ()) -> Brief:
    """Render the mail of this row with the wording of this moment, the standard when that cannot be used.

    `regels`: the lines of a mail with many. Raises TemplateDoesNotExist when the template is missing.
    """
    waarden = _waarden(bericht, link) | {"regels": regels}
    stand = sjabloonteksten.bruikbaar(bericht.sjabloon, [naam for naam in AFGESPROKEN if waarden.get(naam)])
    onderwerp, tekst = _platte_delen(bericht.sjabloon, waarden, stand.woorden)
    opmaak = _maak(bericht.sjabloon, "opmaak.html", waarden, stand.woorden)
    return Brief(onderwerp, tekst, _inliner().inline(opmaak), stand.opmerking)


def maak_voorbeeld(code: str, woorden: Woorden | None, rolnaam: str) -> Voorbeeld:
    """Render this mail with invented data, in these words (None: the standard). Raises KeyError for a wrong
    placeholder: ask `bezwaren` first."""
    waarden = _verzonnen(code, rolnaam)
    onderwerp, tekst = _platte_delen(code, waarden, woorden)
    return Voorbeeld(onderwerp, tekst, _maak(code, "opmaak.html", waarden | {"mantel": "mail/_los.html"}, woorden))


def _platte_delen(code: str, waarden: Mapping[str, Any], eigen: Woorden | None) -> tuple[str, str]:
    onderwerp = vul_in(eigen.onderwerp, waarden) if eigen else _maak(code, "onderwerp.txt", waarden, None)
    return " ".join(onderwerp.split()), _maak(code, "tekst.txt", waarden, eigen).strip() + "\n"


def _maak(code: str, bestand: str, waarden: Mapping[str, Any], eigen: Woorden | None) -> str:
    delen = {naam: vul_in(tekst, waarden) for naam, tekst in eigen.delen.items()} if eigen else {}
    return render_to_string(f"mail/{code}/{bestand}", {**waarden, "delen": delen})


def _waarden(bericht: Bericht, link: str) -> dict[str, Any]:
    over = bericht.melding or bericht.persvraag
    return {
        "kenmerk": over.kenmerk if over else "",
        "termijn": bericht.gegevens.get("termijn", ""),
        "link": link,
        "rolnaam": rolnaam(bericht.rol) if bericht.rol else "",
        "afzender": _afzender(),
        "bevestigen": moment(bericht.bevestigen_voor_op),
        "opsomming": bericht.gegevens.get("opsomming", []) if bericht.is_persoonlijk else [],
        **{naam: bericht.gegevens.get(naam, "") for naam in (*AFGESPROKEN, ROUTE) if bericht.persvraag_id},
    }


def _verzonnen(code: str, rolnaam: str) -> dict[str, Any]:
    is_persvraag = sjabloonteksten.groep_van(code) == "persvraag"
    zaak, pad = ("PV-2026-0000", "persvragen") if is_persvraag else ("CAL-2026-0000", "meldingen")
    over_zaak = gaat_over_zaak(code)
    return {
        "kenmerk": zaak if over_zaak else "",
        "termijn": "vóór 24 november 2026, 18.40 uur",
        "link": f"{settings.SITE_URL}/{pad}/{zaak}/" if over_zaak else f"{settings.SITE_URL}/voorbeeld/",
        "rolnaam": rolnaam if over_zaak else "",
        "afzender": _afzender(),
        "bevestigen": "24 november 2026, 12.00 uur",
        "opsomming": ["Open meldingen: 3", "Open beltaken: 0"],
        **({naam: f"(hier staat wat is afgesproken als {naam})" for naam in AFGESPROKEN} if is_persvraag else {}),
        ROUTE: "Bel 06-00000000" if is_persvraag else "",
        "regels": [_verzonnen_regel(nummer) for nummer in (1, 2, 3)] if code == VERZAMELBERICHT else [],
    }


def _verzonnen_regel(nummer: int) -> Briefregel:
    kenmerk = f"CAL-2026-000{nummer}"
    return Briefregel(kenmerk, "vóór 24 november 2026, 18.40 uur", f"{settings.SITE_URL}/meldingen/{kenmerk}/")


def _afzender() -> str:
    return f"Calamiteitenregie, {settings.REGIO_NAAM}"


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    stijl = settings.BASIS / "static" / "css" / "mail.css"
    return css_inline.CSSInliner(extra_css=stijl.read_text(encoding="utf-8"), load_remote_stylesheets=False)
