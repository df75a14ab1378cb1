"""What somebody without an account does with his link, and what the region does with that link (R101).

The same verbs as in the app, under the same lock. The link is asked again under that lock: between opening the page and
pressing the button it may have been taken back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.wereld import nummer_hier
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Impactanalyse, Melding, Zaak
from calamiteiten.paraatheid import ROLLEN_PARAATHEID
from calamiteiten.statussen import PARAATHEID, PERSVRAAG
from communicatie.familie.naar_buiten import OpSlot, vergrendel
from communicatie.models import ROUTE, Actielink
from communicatie.persvragen.toegang import ROLLEN_PERS
from communicatie.post import actielinks
from communicatie.post.berichten import Aankondiging, plan
from communicatie.post.woorden import zetelnaam
from contacten.bezetting import Zetel, zetels
from contacten.bijhouden import linkposten
from contacten.models import Contactpersoon, Gebruiker, Linkhouder
from escalatie.draaiboek import correcties, informatie, opvolging, overleggen
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.taken import voltooi
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Inzending
from escalatie.meldingen.beoordeling import beoordelen
from escalatie.meldingen.communicatie import communiceren
from escalatie.meldingen.communicatie.communiceren import Eigenfeit, Verteld
from escalatie.meldingen.taken import herzien
from escalatie.meldingen.taken.vervulling import Vervulling
from escalatie.models import Stap, Taak
from escalatie.persvragen.informatie import antwoordroute
from escalatie.protocol.lezen import haal_protocol

# The mail to the region when somebody names another, and the name of its duty to inform.
ANDER_GENOEMD = "ander_genoemd"
# Kind of zaak that is no melding -> the mail with a new link, and who follows its links up.
MAILS = {PERSVRAAG: "persvraag_nieuwe_link", PARAATHEID: "paraatheid_nieuwe_link"}
ROLLEN = {PERSVRAAG: ROLLEN_PERS, PARAATHEID: ROLLEN_PARAATHEID}
NIET_NU = "Dit mag nu nog niet naar buiten. Bel het nummer hieronder."
NIET_VAN_U = "Deze link is niet van een zaak die u opvolgt."

VAST = "Dit kunt u niet meer terugnemen. Bel het nummer in de mail als er iets niet klopt."


@dataclass(frozen=True)
class Ander:
    """Who does it instead, as its predecessor says: a name, what he is, and how to reach him."""

    naam: str
    functie: str = ""
    telefoon: str = ""

    def __str__(self) -> str:
        wie = f"{self.naam}, {self.functie}" if self.functie else self.naam
        return f"{wie}, {self.telefoon}" if self.telefoon else wie


def bevestig(token: str, nu: datetime, komt: str = "") -> None:
    """Who got this link knows what it says; of an invitation whether he comes ("ja" or "nee"). Of a meeting that is off
    there is nothing to answer: the page says so. Raises LinkWerktNiet."""
    with _vast(token, nu) as link:
        if komt not in {"ja", "nee"}:
            opvolging.bevestig_met_link(link, nu)
        elif overleggen.uitnodiging_van(link):
            overleggen.antwoord_met_link(link, komt == "ja", nu)


def voltooi_taak(token: str, nummer: int, vervulling: Vervulling, nu: datetime) -> Taak:
    """Record that a task of the seat of this link was done, by who has the link; that he knows goes without saying.

    Raises LinkWerktNiet, and Geweigerd as `voltooi`, without saying of a lock why it is on: that is of the case.
    """
    with _vast(token, nu) as link:
        opvolging.bevestig_met_link(link, nu)
        wie = actielinks.houder_voor(link, _taak(link, nummer).gemeente, nu)
        try:
            return voltooi(nummer, wie, vervulling, nu)
        except OpSlot as fout:
            raise Geweigerd(NIET_NU) from fout


def bewaar_analyse(token: str, nummer: int, inzending: Inzending, nu: datetime) -> Impactanalyse:
    """Keep the impactanalyse that this duty of the seat of this link asks for, as concept or submitted. Raises
    LinkWerktNiet, and Geweigerd and Gewijzigd as the verbs of the analysis do."""
    with _vast(token, nu) as link:
        opvolging.bevestig_met_link(link, nu)
        werkwoord = analyses.dien_in if inzending.is_indienen else analyses.bewaar
        analyse = analyse_van(_taak(link, nummer))
        wie = actielinks.houder_voor(link, analyse.gemeente, nu)
        return werkwoord(analyse, inzending.invoer, inzending.versie, wie, nu)


def bevestig_scenario(token: str, nummer: int, scenario: str, nu: datetime) -> None:
    """Record which scenario the toegang with this link agrees with. Raises LinkWerktNiet, and Geweigerd when nobody
    judges (any more)."""
    with _vast(token, nu) as link:
        opvolging.bevestig_met_link(link, nu)
        taak = _taak(link, nummer)
        if taak.gemeente is None:
            raise Geweigerd(actielinks.NIET_MEER)
        wie = actielinks.houder_voor(link, taak.gemeente, nu)
        beoordelen.bevestig(taak.melding, taak.gemeente, scenario, wie, nu)


def neem_terug(token: str, nummer: int, reden: str, nu: datetime) -> None:
    """Take back what this person recorded with this duty: the scenario that was confirmed, the impactanalyse that was
    submitted, or that it was done. Raises LinkWerktNiet, and Geweigerd without a reason, or when it lies fixed by
    now."""
    with _vast(token, nu) as link:
        taak = _taak(link, nummer)
        if not is_eigen_uitspraak(link, taak):
            raise Geweigerd(VAST)
        wie = actielinks.houder_voor(link, taak.gemeente, nu)
        if _is_bevestigtaak(taak) and taak.gemeente:
            beoordelen.trek_bevestiging_in(taak.melding, taak.gemeente, reden, wie, nu)
        elif not _is_analysetaak(taak):
            herzien.trek_in(taak.pk, reden, wie, nu)
        else:
            analyses.heropen(analyse_van(taak), reden, wie, nu)


def is_eigen_uitspraak(link: Actielink, taak: Taak) -> bool:
    """Whether what this person said with this finished duty stands, and can still be taken back."""
    melding, protocol = taak.melding, haal_protocol(taak.zaak.protocol_versie)
    wie = link.contactpersoon_id
    if _is_bevestigtaak(taak):
        rij = melding.betrokkenheden.filter(gemeente=taak.gemeente).first()
        is_eigen = rij is not None and rij.is_zelf_bevestigd and rij.bevestigd_door_contact_id == wie
        return is_eigen and bool(protocol.status_per_code[melding.status].oordeel)
    if not _is_analysetaak(taak):
        houder = Linkhouder(link.contactpersoon, taak.rol, taak.gemeente)
        is_eigen = taak.afgerond_door_contact_id == wie and melding.is_open()
        return is_eigen and herzien.kan_herzien(taak, houder)
    analyse = analyse_van(taak)
    is_eigen = analyse.is_definitief() and analyse.ingediend_door_contact_id == wie
    return is_eigen and melding.status in protocol.in_analyse


def _is_analysetaak(taak: Taak) -> bool:
    protocol = haal_protocol(taak.zaak.protocol_versie)
    return taak.code in {regel.code for partij in protocol.partijen for regel in protocol.analysetaken(partij.code)}


def _is_bevestigtaak(taak: Taak) -> bool:
    return taak.code in {regel.code for regel in haal_protocol(taak.zaak.protocol_versie).bevestigtaken}


def leg_communicatie_vast(token: str, code: str, feit: Eigenfeit, nu: datetime) -> str:
    """Record what the gemeente of this link told or brought outside itself, or another of which this person fills the
    same seat; gives the sentence that says so. Raises LinkWerktNiet, and Geweigerd without saying of a lock why it is
    on."""
    with _vast(token, nu) as link:
        wie = actielinks.houder_voor(link, feit.gemeente if isinstance(feit, Verteld) else None, nu)
        try:
            return communiceren.leg_eigen_vast(_melding(link), code, feit, wie, nu)
        except OpSlot as fout:
            raise Geweigerd(NIET_NU) from fout


def neem_feit_terug(token: str, soort: str, nummer: int, reden: str, nu: datetime) -> None:
    """Take back what this person recorded of his own accord. Raises LinkWerktNiet, and Geweigerd as
    `communiceren.trek_eigen_in`."""
    with _vast(token, nu) as link:
        communiceren.trek_eigen_in(_melding(link), soort, nummer, reden, actielinks.houder(link), nu)


def analyse_van(taak: Taak) -> Impactanalyse:
    """The analysis that this duty asks for. Raises Geweigerd when there is none."""
    protocol = haal_protocol(taak.zaak.protocol_versie)
    taken = {partij.code: {regel.code for regel in protocol.analysetaken(partij.code)} for partij in protocol.partijen}
    soorten = [soort for soort, codes in taken.items() if taak.code in codes]
    rijen = taak.melding.analyses.select_related("melding", "gemeente").filter(gemeente=taak.gemeente)
    analyse = rijen.filter(soort__in=soorten).first()
    if analyse is None:
        raise Geweigerd(actielinks.NIET_MEER)
    return analyse


def noem_ander(token: str, ander: Ander, nu: datetime) -> Stap:
    """Keep that somebody else does this, have that person phoned, and tell the region. The contact list stays as it is,
    and the message stays unanswered: the next on the seat is asked as ever. Raises LinkWerktNiet, and Geweigerd when
    the melding is closed."""
    with _vast(token, nu) as link:
        bericht, melding = link.bericht, _melding(link)
        if not melding.is_open():
            raise Geweigerd(actielinks.NIET_MEER)
        wat = f"Iemand anders genoemd voor de {zetelnaam(bericht, melding.protocol_versie)}"
        wie, reden = actielinks.houder(link), f"Het is: {ander}."
        if al_gezegd := correcties.al_gezegd(melding, wat, wie, reden):
            return al_gezegd
        stap = correcties.leg_vast(melding, correcties.GEZEGD, wat, wie, nu, reden=reden)
        informatie.vraag_ander_te_bellen(bericht, ander.naam, ander.telefoon, nu)
        plekken = [zetel for rol in OPVOLGERS for zetel in zetels(rol, nu)]
        verteld = Aankondiging(
            zaak=melding,
            aanleiding=f"stap:{stap.pk}",
            regel=ANDER_GENOEMD,
            sjabloon=ANDER_GENOEMD,
            zetels=tuple(plekken),
        )
        informatie.vraag_om_telefoon(plan([verteld], nu), nu)
    return stap


def vraag_nieuwe(token: str, nu: datetime) -> None:
    """Who has this link, or had it, asks for a new one. What became of the link is not looked up here: the worker does
    (`stuur_gevraagde`). Raises LinkWerktNiet when we did not sign it, and TeVaak."""
    link = linkposten.naam_van(token, actielinks.ZOUT)
    linkposten.tel(link, nu)
    linkposten.leg_klaar(link, nu, wereld=nummer_hier())


def stuur_gevraagde(sleutel: UUID, adres: str, nu: datetime) -> bool:
    """Send who this link (its key) is of a new one, to his address in the list and nowhere else; `adres` is not asked
    here. False when he gets none."""
    link = actielinks.te_vernieuwen(sleutel, nu)
    if link is None:
        return False
    with transaction.atomic():
        _houd_vast(link)
        # Under the lock: of ten that are asked at once three are answered.
        if actielinks.te_vernieuwen(sleutel, nu):
            _stuur(link, f"link:{link.pk}:{nu.isoformat()}", nu)
    return True


def stuur_opnieuw(link: Actielink, door: Gebruiker, nu: datetime) -> Stap:
    """Take this link back and send the same person a new one. Raises Geweigerd for other roles, and when this person
    fills the seat no more."""
    with transaction.atomic():
        _van_hem(link, door)
        if not actielinks.is_van_hem(link, nu):
            raise Geweigerd(f"{link.contactpersoon.weergavenaam} vult deze plek niet meer. Wie het nu doet, hoort u.")
        stap = _leg_vast(link, f"Nieuwe link gestuurd aan {link.contactpersoon.weergavenaam}", door, nu)
        actielinks.trek_van_persoon_in(link, door, nu)
        _stuur(link, f"stap:{stap.pk}", nu)
    return stap


def trek_in(link: Actielink, door: Gebruiker, nu: datetime) -> Stap:
    """Take the links of this person for this seat back: they open nothing more. Raises Geweigerd for other roles."""
    with transaction.atomic():
        _van_hem(link, door)
        stap = _leg_vast(link, f"Link ingetrokken van {link.contactpersoon.weergavenaam}", door, nu)
        actielinks.trek_van_persoon_in(link, door, nu)
    return stap


@contextmanager
def _vast(token: str, nu: datetime) -> Iterator[Actielink]:
    """The link of this token while its zaak is held: the zaak first, as in every step."""
    link = actielinks.vind(token, nu)
    with transaction.atomic():
        vergrendel(_melding(link))
        yield actielinks.vind(token, nu)


def _houd_vast(link: Actielink) -> None:
    """What this link is about: only asking for a new one touches no melding of a question of the press."""
    if link.bericht.melding:
        vergrendel(link.bericht.melding)
    else:
        vergrendeld(Zaak.objects.filter(pk=link.bericht.zaak_id or 0)).get()


def _zaak(link: Actielink) -> Zaak:
    zaak = link.bericht.melding or link.bericht.zaak
    if zaak is None:
        raise Geweigerd(actielinks.NIET_MEER)
    return zaak


def _taak(link: Actielink, nummer: int) -> Taak:
    """This duty, when it is of the zaak of the link; whose it is, its verb asks."""
    taak = Taak.objects.select_related("zaak__als_melding", "gemeente").filter(pk=nummer, zaak=link.bericht.zaak_id)
    if (rij := taak.first()) is None:
        raise Geweigerd(actielinks.NIET_MEER)
    return rij


def _melding(link: Actielink) -> Melding:
    """What this link is about: only a message about a melding has one."""
    melding = link.bericht.melding
    if melding is None:
        raise Geweigerd(actielinks.NIET_MEER)
    return melding


def _van_hem(link: Actielink, door: Gebruiker) -> None:
    """Hold what this link is about, for who follows it up."""
    if not door.is_rol(*ROLLEN.get(_zaak(link).zaaksoort, OPVOLGERS)):
        raise Geweigerd(NIET_VAN_U)
    _houd_vast(link)


def _leg_vast(link: Actielink, wat: str, door: Gebruiker, nu: datetime) -> Stap:
    zaak = _zaak(link)
    plek = zetelnaam(link.bericht, zaak.protocol_versie)
    return correcties.leg_vast(zaak, correcties.LINK, f"{wat}, {plek}", door, nu)


def _stuur(link: Actielink, sleutel: str, nu: datetime) -> None:
    """Plan the mail; its link is made when it is sent."""
    bericht = link.bericht
    soort = _zaak(link).zaaksoort
    wie: tuple[Contactpersoon, ...] = (link.contactpersoon,)
    aankondiging = Aankondiging(
        zaak=_zaak(link),
        aanleiding=sleutel[:60],
        regel=actielinks.NIEUWE_LINK,
        sjabloon=MAILS.get(soort, actielinks.NIEUWE_LINK),
        zetels=(Zetel(bericht.rol, bericht.gemeente, bericht.aanbieder, wie),),
        gegevens={ROUTE: str(antwoordroute(nu))} if soort == PERSVRAAG else {},
    )
    gepland = plan([aankondiging], nu)
    # Of what is no melding the page of the zaak says whom no mail reaches.
    if bericht.melding:
        informatie.vraag_om_telefoon(gepland, nu)
