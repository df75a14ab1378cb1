"""After a form of a melding: whom it waits for, and where this person goes on. Who was told of it and what comes next
stands in `escalatie.draaiboek.daarna`."""

from basis.taal import opsomming
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.bevoegdheid import is_eigen_taak
from escalatie.draaiboek.informatie import MET_FORMULIER
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol


def wacht_op(melding: Melding) -> str:
    """Whose analysis is still to come, in a sentence; "" when all are in."""
    rijen = melding.analyses.filter(ingediend_op__isnull=True).select_related("gemeente")
    namen = opsomming(rij.naam for rij in rijen)
    return f"Nog te komen: de impactanalyse van {namen}." if namen else ""


def na_bevestigen(melding: Melding) -> str:
    """Who confirms still once a scenario was confirmed, or who chooses."""
    open_ = melding.betrokkenheden.filter(bevestigd_op__isnull=True).select_related("gemeente")
    wie = opsomming(sorted(str(rij.gemeente) for rij in open_))
    kiest = rolnaam(Rol.CONTRACTMANAGER, melding.protocol_versie)
    return f"Nog te bevestigen: {wie}." if wie else f"Iedereen heeft bevestigd: de {kiest} kiest nu."


def adres(melding: Melding, gebruiker: Gebruiker) -> str:
    """Where this person goes on: the form of the first duty of his own here that has one; else the dossier."""
    vorm = {regel.code: regel.vorm for regel in haal_protocol(melding.protocol_versie).taken}
    open_ = Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).select_related("zaak", "gemeente")
    met_formulier = (taak for taak in open_.order_by("uiterlijk_op", "pk") if vorm.get(taak.code) in MET_FORMULIER)
    eerste = next((taak for taak in met_formulier if is_eigen_taak(gebruiker, taak)), None)
    return eerste.get_absolute_url() if eerste else melding.get_absolute_url()
