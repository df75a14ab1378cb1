"""The joint judgement: the toegang of each involved gemeente says which scenario it agrees with (R59, A6)."""

from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import opsomming
from calamiteiten import dossier
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import taken
from escalatie.draaiboek.bevoegdheid import mag_bevestigen
from escalatie.protocol.lezen import haal_protocol


def bevestig(
    melding: Melding, gemeente: Gemeente, scenario: str, door: Gebruiker, nu: datetime, namens: str = ""
) -> None:
    """Record that the toegang of `gemeente` agrees with a scenario of the protocol; a later answer replaces the first.

    `namens`: the function of who said so by phone, needed when `door` is not that toegang. Raises Geweigerd when the
    melding is not being judged, or this user may not speak for this gemeente.
    """
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.all()).get(pk=melding.pk)
        _controleer(huidig, gemeente, scenario, door, namens)
        betrokkenheid = huidig.betrokkenheden.filter(gemeente=gemeente).first()
        if betrokkenheid is None:
            raise Geweigerd(f"{gemeente} is niet betrokken bij deze melding.")
        dossier.bevestig_scenario(betrokkenheid, scenario, door, nu, namens.strip())
        for regel in haal_protocol(huidig.protocol_versie).bevestigtaken:
            taken.rond_vanzelf_af(huidig, regel.code, door, nu, gemeente)


def _controleer(melding: Melding, gemeente: Gemeente, scenario: str, door: Gebruiker, namens: str) -> None:
    protocol = haal_protocol(melding.protocol_versie)
    if not protocol.status_per_code[melding.status].oordeel:
        raise Geweigerd(f"Bevestigen kan nu niet: de melding staat op “{melding.get_status_display()}”.")
    if not mag_bevestigen(door, gemeente):
        toegang, namens_haar = rolnaam(Rol.TOEGANG, protocol.versie), rolnaam(Rol.CONTRACTMANAGER, protocol.versie)
        raise Geweigerd(f"De {toegang} van {gemeente} bevestigt dit scenario, of de {namens_haar} namens haar.")
    if scenario not in protocol.scenario_per_code:
        raise Geweigerd(f"Kies scenario {opsomming(protocol.scenario_per_code).replace(' en ', ' of ')}.")
    if not door.is_rol(Rol.TOEGANG) and not namens.strip():
        raise Geweigerd("Vul in namens wie u dit vastlegt.")
