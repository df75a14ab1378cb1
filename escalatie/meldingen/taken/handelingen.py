"""The read model of the page on which an agreed action changes hands or is withdrawn (R81)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calamiteiten.models import Melding
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import ROLLEN_MET_DOSSIERS
from escalatie.draaiboek import acties, uitkomst
from escalatie.draaiboek.bevoegdheid import mag_actie_beheren, mag_actie_doorgeven
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.taken import ACTIE
from escalatie.meldingen.dossier.delen import wie
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol

from .forms.acties import Actiecontext, Overdrachtform, Redenform, Wijzigform

WIJZIGEN, OVERDRAGEN, TERUGGEVEN, INTREKKEN = "wijzigen", "overdragen", "teruggeven", "intrekken"


@dataclass(frozen=True)
class Handeling:
    """What can be done with an action: its name on the page and the button, what it does, what it says afterwards."""

    code: str
    naam: str
    zin: str
    gelukt: str
    form: type[Redenform]


HANDELINGEN = {
    h.code: h
    for h in (
        Handeling(
            WIJZIGEN,
            "Actie wijzigen",
            "Pas aan wat er moet gebeuren, wie het doet of wanneer. Wie de actie heeft of had, krijgt bericht.",
            "Actie gewijzigd",
            Wijzigform,
        ),
        Handeling(
            OVERDRAGEN,
            "Actie overdragen",
            "Kies van wie de actie wordt. Die krijgt bericht; wie haar had ook.",
            "Actie overgedragen",
            Overdrachtform,
        ),
        Handeling(
            TERUGGEVEN,
            "Actie teruggeven",
            "De actie gaat terug naar wie haar gaf. Die krijgt bericht.",
            "Actie teruggegeven",
            Redenform,
        ),
        Handeling(
            INTREKKEN,
            "Actie intrekken",
            "De actie hoeft niet meer. Zij blijft in de tijdlijn staan. Wie haar had, krijgt bericht.",
            "Actie ingetrokken",
            Redenform,
        ),
    )
}


@dataclass(frozen=True)
class Actiepagina:
    """One thing to do with one action; `mag`: whether this user may now."""

    taak: Taak
    handeling: Handeling
    context: Actiecontext
    wie: str
    mag: bool

    @property
    def gelukt(self) -> str:
        """What the user reads afterwards."""
        return self.handeling.gelukt

    def maak_form(self, data: Any = None) -> Redenform:
        """The form, as the action stands now."""
        return self.handeling.form(self.context, data)


def actiepagina(taak: Taak, code: str, gebruiker: Gebruiker, context: Actiecontext) -> Actiepagina | None:
    """The page of this action; None for a task that is no action, and for what cannot be done with one."""
    handeling = HANDELINGEN.get(code)
    if handeling is None or taak.code != ACTIE:
        return None
    mag = handeling in mogelijk(taak, gebruiker)
    return Actiepagina(taak, handeling, context, wie(taak, haal_protocol(context.versie).rolnamen), mag)


def mogelijk(taak: Taak, gebruiker: Gebruiker) -> list[Handeling]:
    """What this user can do with this action now: who keeps the list changes it, who holds it passes it on."""
    if taak.code != ACTIE or taak.status != TaakStatus.OPEN:
        return []
    is_beheer, is_eigen = mag_actie_beheren(gebruiker, taak), mag_actie_doorgeven(gebruiker, taak)
    codes = [WIJZIGEN] * is_beheer + [OVERDRAGEN] * (is_eigen and not is_beheer)
    codes += [TERUGGEVEN] * (is_eigen and acties.gever(taak) != taak.rol) + [INTREKKEN] * is_beheer
    return [HANDELINGEN[code] for code in codes]


def context_van(melding: Melding, nu: datetime, taak: Taak | None = None) -> Actiecontext:
    """What a form about an action of this melding must know. The gemeenten: those involved, and those invited to a
    decision; of an action also its own."""
    protocol = haal_protocol(melding.protocol_versie)
    genodigd = [gemeente for _, gemeente in uitkomst.uitgenodigd(melding, protocol) if gemeente]
    gemeenten = {*Stand(melding).gemeenten, *Gemeente.objects.filter(pk__in=genodigd)}
    gemeenten |= {taak.gemeente} if taak and taak.gemeente else set()
    actie = acties.zoals_zij_is(taak) if taak else None
    return Actiecontext(protocol.versie, tuple(ROLLEN_MET_DOSSIERS), tuple(sorted(gemeenten, key=str)), nu, actie)


def voer_uit(pagina: Actiepagina, form: Redenform, door: Gebruiker, nu: datetime) -> Taak:
    """Do it, with what the form says; call after `is_valid`. Raises Geweigerd when it may not or cannot be."""
    nummer, reden = pagina.taak.pk, form.motivering
    if isinstance(form, Wijzigform):
        return acties.wijzig(nummer, form.actie(), reden, door, nu)
    if isinstance(form, Overdrachtform):
        return acties.draag_over(nummer, form.actie(), reden, door, nu)
    if pagina.handeling.code == TERUGGEVEN:
        return acties.geef_terug(nummer, reden, door, nu)
    return acties.trek_in(nummer, reden, door, nu)
