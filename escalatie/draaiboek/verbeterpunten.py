"""What becomes better because of a melding: an agreed action that outlives it (R90–R97, R136, R139, R158–R161).

An improvement is a task of the melding, given by the function that gives every action: so one engine tells who holds
it, reminds of it, and says that it is late. Beside it a row says what it came of (docs/besluiten/0031).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import datum
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Evaluatie, Inspectiefeit, Inspectiesoort, Melding
from contacten.models import Gebruiker
from escalatie.meldingen.taken.vervulling import RIJ, Actie
from escalatie.models import Stap, Taak, TaakStatus, Verbeterbron, Verbeterpunt
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import EvaluatieVraag

from . import correcties, inspectie
from .bevoegdheid import mag_verbeterpunt
from .taken import geef_actie

NIET_UW_ROL = "U kunt geen verbeterpunten vastleggen."
GEEN_BRON = "Waar dit verbeterpunt uit komt, staat er niet meer. Bekijk wat er nu staat."
# In the record of a task of this form something can be found that must become better.
LEERZAAM = frozenset({"verslag", "inspectierapport"})
EVALUATIE = "evaluatie"


@dataclass(frozen=True)
class Bron:
    """Something that was found, of which an improvement can be made. `sleutel`: its name in an address; `kop` and
    `tekst`: what was asked and what was said. `taak`: where it was recorded, when at a task."""

    soort: str
    sleutel: str
    kop: str
    tekst: str
    taak: Taak | None = None
    vraag: str = ""
    feit: Inspectiefeit | None = None


@dataclass(frozen=True)
class Leerpunt:
    """What others can learn of it, without persons, and what it means for the contract; "" for nothing."""

    les: str = ""
    contract: str = ""


def bronnen(melding: Melding) -> list[Bron]:
    """All that was found at this melding: each answer of the evaluation, each finding of the inspection, and what was
    recorded at a task that asks for a finding. Who reads which: `meldingen/leren/pagina.py`."""
    taken = list(Taak.objects.filter(zaak=melding, status=TaakStatus.AFGEROND).select_related("gemeente"))
    return [*_van_evaluatie(melding, taken), *_van_inspectie(melding), *_van_taken(melding, taken)]


def bron_van(melding: Melding, sleutel: str) -> Bron | None:
    """The source with this name; None when it is not there (any more)."""
    return next((bron for bron in bronnen(melding) if bron.sleutel == sleutel), None)


def sleutel_van(punt: Verbeterpunt) -> str:
    """The name of the source of this improvement."""
    return f"{punt.bron}-{punt.vraag or punt.feit_id or punt.uit_id}"


def geef(melding: Melding, sleutel: str, actie: Actie, leert: Leerpunt, door: Gebruiker, nu: datetime) -> Taak:
    """Make an improvement of what was found, and tell who gets it; of an open and of a closed melding. Raises Geweigerd
    for another role, and when what it came of is not there any more."""
    if not mag_verbeterpunt(door):
        raise Geweigerd(NIET_UW_ROL)
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        bron = bron_van(huidig, sleutel)
        if bron is None:
            raise Geweigerd(GEEN_BRON)
        taak = geef_actie(huidig, actie, door, nu, bron=bron.taak, overleeft=True)
        Verbeterpunt.objects.create(
            taak=taak,
            bron=bron.soort,
            vraag=bron.vraag,
            feit=bron.feit,
            uit=bron.taak,
            les=leert.les.strip(),
            contract=leert.contract.strip(),
            vastgelegd_op=nu,
            vastgelegd_door=door,
        )
    return taak


def verbeter(
    punt: Verbeterpunt, leert: Leerpunt, reden: str, door: Gebruiker, nu: datetime, *, gezien: int | None = None
) -> Stap | None:
    """What was learned, or what it means for the contract, reads otherwise; what stood is kept, sealed. None when
    nothing changed. What is done, by whom and before when changes as that of every action. `gezien`: the last
    correction that this user saw (None asks nothing). Raises Geweigerd without a reason, for another role, and when
    another changed it since."""
    if not mag_verbeterpunt(door):
        raise Geweigerd(NIET_UW_ROL)
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=punt.taak.zaak_id)
        correcties.eis_reden(reden)
        correcties.eis_gezien(gezien, huidig.pk, taak=punt.taak_id)
        rij = Verbeterpunt.objects.select_for_update(of=("self",)).select_related("taak").get(pk=punt.pk)
        nieuw = Leerpunt(leert.les.strip(), leert.contract.strip())
        velden = correcties.verschil(_in_woorden(Leerpunt(rij.les, rij.contract)), _in_woorden(nieuw))
        if not velden:
            return None
        rij.les, rij.contract = nieuw.les, nieuw.contract
        rij.save(update_fields=["les", "contract"])
        return correcties.leg_vast(
            huidig,
            correcties.VERBETER,
            f"het verbeterpunt “{rij.taak.titel}”",
            door,
            nu,
            reden=reden,
            velden=velden,
            gegevens={"taak": rij.taak_id},
        )


def _in_woorden(leert: Leerpunt) -> dict[str, str]:
    paren = {"Wat leren anderen hiervan": leert.les, "Gevolg voor het contract": leert.contract}
    return {label: tekst for label, tekst in paren.items() if tekst}


def _van_evaluatie(melding: Melding, taken: list[Taak]) -> Iterator[Bron]:
    evaluatie = Evaluatie.objects.filter(melding=melding).first()
    if evaluatie is None:
        return
    protocol = haal_protocol(melding.protocol_versie)
    vormen = {taak.code: taak.vorm for taak in protocol.taken}
    taak = next((taak for taak in taken if vormen.get(taak.code) == EVALUATIE), None)
    for vraag in protocol.evaluatievragen:
        if tekst := antwoord(vraag, evaluatie.antwoorden):
            sleutel = f"{Verbeterbron.EVALUATIE}-{vraag.code}"
            yield Bron(Verbeterbron.EVALUATIE, sleutel, vraag.zin, tekst, taak, vraag=vraag.code)


def antwoord(vraag: EvaluatieVraag, gegeven: dict[str, str]) -> str:
    """What was answered to this question, with its explanation; "" when nothing was."""
    if vraag.code not in gegeven:
        return ""
    code, toelichting = gegeven[vraag.code], gegeven.get(f"{vraag.code}_toelichting", "")
    naam = next((antwoord.naam for antwoord in vraag.antwoorden if antwoord.code == code), code)
    return f"{naam}. {toelichting}" if toelichting else naam


def _van_inspectie(melding: Melding) -> Iterator[Bron]:
    protocol = haal_protocol(melding.protocol_versie)
    for feit in Inspectiefeit.van(melding).filter(soort=Inspectiesoort.BEVINDING):
        keuze = dict(inspectie.opties(feit.soort, protocol)).get(feit.keuze, feit.keuze)
        kop = f"De inspectie over {feit.partij}, {datum(feit.op_datum)}: {keuze[:1].lower()}{keuze[1:]}"
        yield Bron(Verbeterbron.BEVINDING, f"{Verbeterbron.BEVINDING}-{feit.pk}", kop, feit.tekst, feit=feit)


def _van_taken(melding: Melding, taken: list[Taak]) -> Iterator[Bron]:
    vormen = {taak.code: taak.vorm for taak in haal_protocol(melding.protocol_versie).taken}
    for taak in taken:
        tekst = taak.verslag or str(taak.gegevens.get("verbeterpunten", ""))
        if vormen.get(taak.code) in LEERZAAM and RIJ in taak.gegevens and tekst:
            kop = f"{taak.titel} ({taak.gemeente})" if taak.gemeente else taak.titel
            yield Bron(Verbeterbron.VERSLAG, f"{Verbeterbron.VERSLAG}-{taak.pk}", kop, tekst, taak)
