"""The joint judgement: the toegang of each involved gemeente says which scenario it agrees with (R59, A6)."""

from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import met_hoofdletter, opsomming
from calamiteiten import dossier
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Betrokkenheid, Melding
from contacten.models import Dader, Gemeente, Linkhouder, dader_velden, met_dader
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import correcties, informatie, taken
from escalatie.draaiboek.bevoegdheid import mag_bevestigen
from escalatie.models import Stap, Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_protocol


def bevestig(melding: Melding, gemeente: Gemeente, scenario: str, door: Dader, nu: datetime, namens: str = "") -> None:
    """Record that the toegang of `gemeente` agrees with a scenario of the protocol; every answer stays on record.

    `namens`: the function of who said so by phone, needed when `door` is not that toegang. What the toegang herself
    said is not replaced by that: both stand, her task comes back, and she hears it.

    Raises Geweigerd when the melding is not being judged, or this user may not speak for this gemeente.
    """
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        _controleer(huidig, gemeente, scenario, door, namens)
        betrokkenheid = _betrokkenheid(huidig, gemeente)
        if _is_al_gezegd(betrokkenheid, scenario, door, namens.strip()):
            return
        dossier.bevestig_scenario(betrokkenheid, scenario, door, nu, namens.strip())
        wat = _in_woorden(betrokkenheid, scenario, huidig.protocol_versie)
        inhoud = {"gemeente": gemeente.pk, "scenario": scenario, "namens": namens.strip()}
        stap = correcties.leg_vast(huidig, correcties.BEVESTIG, wat, door, nu, gegevens=inhoud)
        if betrokkenheid.weersproken_scenario:
            vraag_opnieuw(huidig, gemeente, stap, nu)
            return
        for regel in haal_protocol(huidig.protocol_versie).bevestigtaken:
            taken.rond_vanzelf_af(huidig, regel.code, door, nu, gemeente)


def trek_bevestiging_in(melding: Melding, gemeente: Gemeente, reden: str, door: Dader, nu: datetime) -> None:
    """Take back what this user recorded: the toegang her own answer, the contractmanager what was said by phone.

    The task to confirm comes back, unless the answer of the toegang herself stands by that. Raises Geweigerd without a
    reason, when there is nothing of theirs to take back, or when the melding is not being judged any more.
    """
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        _controleer_oordeel(huidig, gemeente, door)
        rij, is_zelf = _betrokkenheid(huidig, gemeente), door.is_rol(Rol.TOEGANG)
        scenario = rij.bevestigd_scenario if is_zelf == rij.is_zelf_bevestigd else rij.weersproken_scenario
        if not scenario or (is_zelf and not rij.is_zelf_bevestigd):
            raise Geweigerd(f"Er is hier niets van u om in te trekken: bekijk wie voor {gemeente} bevestigde.")
        dossier.trek_bevestiging_in(rij, is_zelf=is_zelf)
        wat = f"de bevestiging van scenario {scenario} voor {gemeente}"
        inhoud = {"gemeente": gemeente.pk, "scenario": scenario}
        stap = correcties.leg_vast(huidig, correcties.TREK_IN, wat, door, nu, reden=reden, gegevens=inhoud)
        if rij.eens_met:
            for regel in haal_protocol(huidig.protocol_versie).bevestigtaken:
                taken.rond_vanzelf_af(huidig, regel.code, bevestiger(rij) or door, nu, gemeente)
        else:
            vraag_opnieuw(huidig, gemeente, stap, nu)


def _in_woorden(rij: Betrokkenheid, scenario: str, versie: str) -> str:
    """What was said, and by whom: what another records against the toegang is no confirmation of hers."""
    toegang = f"{rolnaam(Rol.TOEGANG, versie)} {rij.gemeente}"
    if rij.weersproken_scenario:
        eigen = f"die zelf scenario {rij.bevestigd_scenario} bevestigde"
        return f"Scenario {scenario} vastgelegd voor de {toegang}, {eigen}"
    return f"{met_hoofdletter(toegang)} bevestigt scenario {scenario}"


def _is_al_gezegd(rij: Betrokkenheid, scenario: str, door: Dader, namens: str) -> bool:
    """Whether this very answer stands already: a second click says nothing new."""
    if rij.weersproken_scenario:
        return bool(namens) and rij.weersproken_scenario == scenario
    is_dezelfde = all(getattr(rij, veld) == wie for veld, wie in dader_velden(door, "bevestigd_door").items())
    return is_dezelfde and (rij.bevestigd_scenario, rij.bevestigd_namens) == (scenario, namens)


def bevestiger(rij: Betrokkenheid) -> Dader | None:
    """Who confirmed for this gemeente: with an account, or by link; None when nobody did."""
    if rij.bevestigd_door_contact:
        return Linkhouder(rij.bevestigd_door_contact, Rol.TOEGANG, rij.gemeente)
    return rij.bevestigd_door


def vraag_opnieuw(melding: Melding, gemeente: Gemeente, stap: Stap, nu: datetime) -> None:
    """The toegang has the task to confirm (again) and hears it, whoever recorded what."""
    protocol = haal_protocol(melding.protocol_versie)
    lopend = {t.code: t for t in Termijn.objects.filter(zaak=melding, geeindigd_op__isnull=True)}
    taken.voor_gemeenten(melding, protocol.bevestigtaken, [gemeente], nu, termijn=lopend)
    codes = [regel.code for regel in protocol.bevestigtaken]
    open_ = Taak.objects.filter(zaak=melding, gemeente=gemeente, code__in=codes, status=TaakStatus.OPEN)
    informatie.meld_taken(melding, open_, sleutel=f"stap:{stap.pk}", nu=nu, zelf=stap.dader, ook_collegas=True)


def _betrokkenheid(melding: Melding, gemeente: Gemeente) -> Betrokkenheid:
    rijen = melding.betrokkenheden.select_related("gemeente", *met_dader("bevestigd_door"))
    rij = rijen.filter(gemeente=gemeente).first()
    if rij is None:
        raise Geweigerd(f"{gemeente} is niet betrokken bij deze melding.")
    return rij


def _controleer_oordeel(melding: Melding, gemeente: Gemeente, door: Dader) -> None:
    protocol = haal_protocol(melding.protocol_versie)
    if not protocol.status_per_code[melding.status].oordeel:
        raise Geweigerd(f"Bevestigen kan nu niet: de melding staat op “{melding.get_status_display()}”.")
    if not mag_bevestigen(door, gemeente):
        toegang, namens_haar = rolnaam(Rol.TOEGANG, protocol.versie), rolnaam(Rol.CONTRACTMANAGER, protocol.versie)
        raise Geweigerd(f"De {toegang} van {gemeente} bevestigt dit scenario, of de {namens_haar} namens haar.")


def _controleer(melding: Melding, gemeente: Gemeente, scenario: str, door: Dader, namens: str) -> None:
    _controleer_oordeel(melding, gemeente, door)
    protocol = haal_protocol(melding.protocol_versie)
    if scenario not in protocol.scenario_per_code:
        raise Geweigerd(f"Kies scenario {opsomming(protocol.scenario_per_code).replace(' en ', ' of ')}.")
    if not door.is_rol(Rol.TOEGANG) and not namens.strip():
        raise Geweigerd("Vul in namens wie u dit vastlegt.")
