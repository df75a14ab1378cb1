"""What the page of search results shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from basis.taal import kort_moment
from calamiteiten.kenmerk import gezocht_in
from calamiteiten.statussen import PERSVRAAG, Beeld, beeld
from calamiteiten.toegang import zichtbaar_voor
from communicatie.persvragen.toegang import zichtbare_persvragen
from contacten.models import Gebruiker
from escalatie.werk.filters import Namen
from escalatie.werk.lijst import cursor, lees_cursor

from .sleutels import bos_van
from .vinden import Fragment, fragmenten, vind
from .vraag import lees_vraag

RIJEN = 25
LANGSTE_ZOEKTEKST = 200
_VELDEN = ("pk", "kenmerk", "onderwerp", "ontvangen_op", "zaaksoort", "status", "protocol_versie")
SOORTEN = {PERSVRAAG: "persvraag"}


@dataclass(frozen=True)
class Vondst:
    """One zaak that was found; `fragment` is None when it was named by its kenmerk."""

    kenmerk: str
    url: str
    onderwerp: str
    soort: str
    ontvangen: str
    status: Beeld
    fragment: Fragment | None


@dataclass(frozen=True)
class Zoekresultaat:
    """One page. `zoek`: what was asked; `volgende`: the cursor of the next page, "" on the last. `is_verder`: this is
    not the first. How many there are in all is not counted: that costs more than finding them."""

    zoek: str
    vondsten: list[Vondst]
    volgende: str
    is_verder: bool

    @property
    def zin(self) -> str:
        """How much was found, in words."""
        aantal = len(self.vondsten)
        if self.volgende or self.is_verder:
            return f"{aantal} op deze bladzijde, de nieuwste eerst"
        return {0: "Niets gevonden", 1: "1 gevonden"}.get(aantal, f"{aantal} gevonden, de nieuwste eerst")


def zoek(gebruiker: Gebruiker, tekst: str, na: str, namen: Namen) -> Zoekresultaat:
    """The page after cursor `na` of what this user finds with these words. Eight queries at most, whatever there is."""
    kort = tekst.replace("\0", "").strip()[:LANGSTE_ZOEKTEKST]
    if genoemd := gezocht_in(kort):
        rijen = _rijen(gebruiker, kenmerk__in=genoemd)
        return Zoekresultaat(kort, [_vondst(rij, None) for rij in rijen[:RIJEN]], "", is_verder=False)
    vraag, plek = lees_vraag(kort, namen), lees_cursor(na)
    bos = bos_van(gebruiker)
    plekken = [] if vraag.is_leeg else vind(vraag, bos, plek, RIJEN + 1)
    deze = [pk for _, pk in plekken[:RIJEN]]
    # Asked of the facts as well: who lost sight of a dossier a moment ago finds it no more.
    rijen = _rijen(gebruiker, pk__in=deze) if deze else []
    waar = fragmenten(vraag, bos, [rij["pk"] for rij in rijen]) if rijen else {}
    laatste = {"ontvangen_op": plekken[RIJEN - 1][0], "pk": plekken[RIJEN - 1][1]} if len(plekken) > RIJEN else None
    vondsten = [_vondst(rij, waar.get(rij["pk"])) for rij in rijen]
    return Zoekresultaat(kort, vondsten, cursor(laatste) if laatste else "", is_verder=plek is not None)


def _rijen(gebruiker: Gebruiker, **waar: Any) -> list[dict[str, Any]]:
    bronnen = (zichtbaar_voor(gebruiker), zichtbare_persvragen(gebruiker))
    rijen = [{**rij} for bron in bronnen for rij in bron.filter(**waar).order_by().values(*_VELDEN)]
    return sorted(rijen, key=lambda rij: (rij["ontvangen_op"], rij["pk"]), reverse=True)


def _vondst(rij: Mapping[str, Any], fragment: Fragment | None) -> Vondst:
    return Vondst(
        kenmerk=rij["kenmerk"],
        url=reverse(rij["zaaksoort"], args=[rij["kenmerk"]]),
        onderwerp=rij["onderwerp"],
        soort=SOORTEN.get(rij["zaaksoort"], "melding"),
        ontvangen=kort_moment(rij["ontvangen_op"]),
        status=beeld(rij["zaaksoort"], rij["protocol_versie"], rij["status"]),
        fragment=fragment,
    )
