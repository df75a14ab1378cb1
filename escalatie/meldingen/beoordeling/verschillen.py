"""A difference between an answer and the fact beside it: it is a reason to doubt until somebody says why it stands."""

from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten import dossier
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Impactanalyse, Melding
from contacten.models import Gebruiker
from escalatie.draaiboek.bevoegdheid import mag_analyse
from escalatie.draaiboek.scenario import Analyse, Tegenspraak, tegenspraken_van
from escalatie.protocol.lezen import haal_protocol


def verschillen(analyse: Impactanalyse) -> list[Tegenspraak]:
    """Where the answers of a submitted analysis say otherwise than its facts, explained or not."""
    if not analyse.is_definitief():
        return []
    gelezen = Analyse(analyse.soort, analyse.naam, analyse.antwoorden, analyse.feiten, analyse.verklaard)
    return list(tegenspraken_van(gelezen, haal_protocol(analyse.melding.protocol_versie)))


def verklaar(analyse: Impactanalyse, vraag: str, reden: str, door: Gebruiker, nu: datetime) -> None:
    """Record why this answer holds though the fact says otherwise. Who may fill in the analysis may say it.

    Raises Geweigerd without a reason, for another user, when the judgement is over, or when nothing differs there.
    """
    with transaction.atomic():
        melding = vergrendeld(Melding.objects.all()).get(pk=analyse.melding_id)
        huidig = Impactanalyse.objects.select_related("melding", "gemeente").get(pk=analyse.pk)
        if melding.status not in haal_protocol(melding.protocol_versie).in_analyse:
            raise Geweigerd(f"De melding staat op “{melding.get_status_display()}”: de impactanalyse ligt nu vast.")
        if not mag_analyse(door, huidig):
            raise Geweigerd(f"Deze impactanalyse is van {huidig.naam}.")
        gevonden = next((verschil for verschil in verschillen(huidig) if verschil.vraag == vraag), None)
        if gevonden is None:
            raise Geweigerd("Dit verschil is er niet meer. Bekijk de beoordeling opnieuw.")
        if not reden.strip():
            raise Geweigerd("Geef een reden.")
        dossier.verklaar_verschil(huidig, vraag, gevonden.code, gevonden.feit, reden.strip(), door, nu)
