"""The read models of the pages of keeping."""

from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string

from basis.kap import Gekapt, kap
from basis.pdf import maak_pdf
from basis.taal import datum
from contacten.models import Gebruiker, VerzoekBesluit
from escalatie.models import Bewaarplicht, Bewaarverzoek, Handeling, Vernietigingsakte

from . import rekenen, verzoeken

MEESTE = 50


@dataclass(frozen=True)
class Termijn:
    """One category with its term in words; `is_gezet` False: nobody decided, so it is kept."""

    naam: str
    lengte: str
    is_gezet: bool


@dataclass(frozen=True)
class Bewaarpagina:
    """All of it. Proposals nobody asked for yet, requests that wait, what was decided about giving out, the holds and
    the certificates, each with what is over; and what this user may do here."""

    termijnen: list[Termijn]
    voorstellen: Gekapt[Bewaarverzoek]
    verzoeken: list[Bewaarverzoek]
    gegeven: Gekapt[Bewaarverzoek]
    plichten: Gekapt[Bewaarplicht]
    akten: Gekapt[Vernietigingsakte]
    mag_vernietigen: bool
    mag_inzage_vragen: bool


@dataclass(frozen=True)
class Blad:
    """One proposal or request, and what this user may do with it."""

    verzoek: Bewaarverzoek
    naam: str
    mag_vragen: bool
    mag_besluiten: bool
    is_van_mij: bool
    mag_ophalen: bool


def naam_van(categorie: str) -> str:
    """A category in words."""
    return rekenen.NAMEN.get(categorie, categorie)


def tellingen_van(akte: Vernietigingsakte) -> list[tuple[str, int]]:
    """How many rows of what, in words; a table that this version does not know any more by its own name."""
    namen = {m._meta.db_table: str(m._meta.verbose_name_plural) for m in apps.get_models(include_auto_created=True)}
    return sorted((namen.get(tabel, tabel), aantal) for tabel, aantal in akte.tellingen.items())


def akte_op_papier(akte: Vernietigingsakte, gebruiker: Gebruiker, nu: datetime) -> bytes:
    """The certificate as a PDF, made by this user at `nu` (aware). Raises PdfMislukt."""
    titel, naam = f"Akte van vernietiging {akte.volgnummer}", naam_van(akte.categorie)
    tellingen = tellingen_van(akte)
    koppen = [(zaak, datum(date.fromisoformat(dag)), zegel) for zaak, dag, zegel in akte.koppen]
    gegevens = {
        "a": akte,
        "naam": naam,
        "tellingen": tellingen,
        "koppen": koppen,
        "titel": titel,
        "regio": settings.REGIO,
    }
    html = render_to_string("pdf/akte.html", {**gegevens, "stijl": "static:css/pdf_bijlage.css"})
    feiten = {"kenmerk": akte.kenmerk, "soort": naam, "rijen": dict(tellingen)}
    return maak_pdf(html, titel, op=nu, door=gebruiker.maker, gegevens=feiten)


def maak_pagina(gebruiker: Gebruiker, nu: datetime) -> Bewaarpagina:
    """The page at `nu` (aware). A constant number of queries."""
    wachtend = [*verzoeken.open_verzoeken(Handeling.VERNIETIGEN).filter(gevraagd_door__isnull=False)]
    plichten = Bewaarplicht.objects.select_related("zaak", "opgelegd_door", "opgeheven_door")
    voorgesteld = verzoeken.open_verzoeken(Handeling.VERNIETIGEN).filter(gevraagd_door__isnull=True)
    return Bewaarpagina(
        termijnen=[_termijn(code) for code in rekenen.NAMEN],
        voorstellen=kap(voorgesteld, MEESTE),
        verzoeken=[*wachtend, *verzoeken.open_verzoeken(Handeling.INZAGE)],
        gegeven=kap(verzoeken.besloten(Handeling.INZAGE), MEESTE),
        plichten=kap(plichten.order_by("opgeheven_op", "-opgelegd_op"), MEESTE),
        akten=kap(Vernietigingsakte.objects.order_by("-volgnummer"), MEESTE),
        mag_vernietigen=gebruiker.is_rol(*verzoeken.ROLLEN_VERNIETIGEN),
        mag_inzage_vragen=gebruiker.is_rol(*verzoeken.ROLLEN_INZAGE),
    )


def maak_blad(verzoek: Bewaarverzoek, gebruiker: Gebruiker, nu: datetime) -> Blad:
    """The page of one request for this user."""
    is_open = verzoek.besluit == VerzoekBesluit.OPEN
    return Blad(
        verzoek=verzoek,
        naam=naam_van(verzoek.categorie),
        mag_vragen=verzoeken.mag_vragen(verzoek, gebruiker),
        mag_besluiten=verzoeken.mag_besluiten(verzoek, gebruiker),
        is_van_mij=is_open and verzoek.gevraagd_door_id == gebruiker.pk,
        mag_ophalen=verzoeken.mag_ophalen(verzoek, gebruiker, nu),
    )


def _termijn(code: str) -> Termijn:
    maanden = rekenen.termijn(code)
    if maanden is None:
        return Termijn(naam_van(code), "geen termijn gezet: blijft bewaard", is_gezet=False)
    jaren, rest = divmod(maanden, 12)
    return Termijn(naam_van(code), f"{jaren} jaar" if not rest else f"{maanden} maanden", is_gezet=True)
