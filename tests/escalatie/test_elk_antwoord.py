"""Every answer leads somewhere: each option of each question, in each version file, is seen to do what the file says.

The cases are made from the files. An option that a version adds is in them at once, and fails when nothing follows.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from itertools import product
from typing import Any

import pytest

from basis.regels import Antwoord
from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE
from escalatie.draaiboek import taken
from escalatie.draaiboek.scenario import ONBEKEND, Analyse, adviseer
from escalatie.draaiboek.signalen import open_signalen
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.voorwaarden import ontbreekt
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from escalatie.meldingen.taken.vervulling import Evaluatieverslag, Keuze, Rapportontvangst, Taakgegevens, Vervulling
from escalatie.models import Taak
from escalatie.protocol.controle_gevolg import opties
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Gevolg, Protocol, Vraag
from escalatie.protocol.vraagregels import LIJSTEN_MET_GEVOLG
from tests import bouw

pytestmark = pytest.mark.eis("R47", "R52", "R60", "R72", "R87")
Uitkomst = tuple[str, tuple[str, ...], bool]


def moment(protocol: Protocol, nu: datetime) -> datetime:
    """A moment on which this version holds."""
    return max(nu, datetime.combine(protocol.geldt_vanaf, time(9), tzinfo=UTC))


def van_de_analyse() -> list[tuple[str, str, str]]:
    return [
        (versie, vraag.code, optie.code)
        for versie in bouw.van_deze_regio()
        for vraag in haal_protocol(versie).vragen
        for optie in vraag.antwoorden
    ]


def keuze_van(protocol: Protocol, code: str, antwoord: str) -> tuple[Vraag, Antwoord]:
    vraag = next(vraag for vraag in protocol.vragen if vraag.code == code)
    return vraag, next(optie for optie in vraag.antwoorden if optie.code == antwoord)


def rijen(zaak: Melding) -> tuple[set[int], set[int]]:
    taken_ = set(Taak.objects.filter(zaak=zaak).values_list("pk", flat=True))
    return taken_, set(Bericht.objects.filter(zaak=zaak).values_list("pk", flat=True))


def gebeurt(zaak: Melding, doe: Callable[[], Any]) -> tuple[list[Taak], list[Bericht]]:
    """The tasks and messages that an act leaves."""
    taken_, berichten = rijen(zaak)
    doe()
    nieuw = Taak.objects.filter(zaak=zaak).exclude(pk__in=taken_)
    return list(nieuw), list(Bericht.objects.filter(zaak=zaak).exclude(pk__in=berichten))


def controleer(gevolg: Gevolg, zaak: Melding, nieuw: list[Taak], berichten: list[Bericht], door: Gebruiker) -> None:
    """What the file says of this consequence is there: each duty, whoever holds it was told, and who must hear it."""
    protocol = haal_protocol(zaak.protocol_versie)
    assert {taak.code for taak in nieuw} == set(gevolg.taken)
    gehoord = {(bericht.rol, bericht.gemeente_id) for bericht in berichten}
    sleutels = {bericht.aanleiding for bericht in berichten}
    for taak in nieuw:
        plek = (taak.rol, taak.gemeente_id if taak.rol in PER_GEMEENTE else None)
        # Who answers, and gets a duty of his own by it, knows of it.
        assert plek in gehoord or taak.rol == door.rol, taak.code
    for regel in protocol.informatieregels_bij(f"gevolg:{gevolg.code}"):
        geldt = not (regel.als and ontbreekt(regel.als, Stand(zaak)))
        gezegd = {bericht.rol for bericht in berichten if bericht.regel == regel.code}
        assert gezegd == (set(regel.aan) if geldt else set()), regel.code
    assert all(sleutel.startswith(f"gevolg:{gevolg.code}:") for sleutel in sleutels if sleutel.startswith("gevolg:"))
    assert open_signalen().filter(zaak=zaak).exists() == bool(gevolg.tot)
    assert nieuw or berichten or gevolg.blijft_open


@pytest.mark.parametrize(("versie", "code", "antwoord"), van_de_analyse())
def test_een_antwoord_van_de_impactanalyse_doet_wat_het_bestand_zegt(
    versie: str, code: str, antwoord: str, db: None, nu: datetime
) -> None:
    protocol = haal_protocol(versie)
    vraag, optie = keuze_van(protocol, code, antwoord)
    op = moment(protocol, nu)
    zaak = bouw.tot("impactanalyse", op)
    assert zaak.protocol_versie == versie
    analyse = zaak.analyses.filter(soort=vraag.analyse).select_related("melding", "gemeente").first()
    assert analyse
    partij = protocol.partij_per_code[vraag.analyse]
    door = bouw.loper(op).spelers.voor(partij.rol, analyse.gemeente)

    nieuw, berichten = gebeurt(zaak, lambda: analyses.bewaar(analyse, Invoer({code: antwoord}), 1, door, op))

    for gevolg in protocol.gevolgen_van([optie]):
        controleer(gevolg, zaak, nieuw, berichten, door)
    if not protocol.gevolgen_van([optie]):
        # An answer that makes the melding urgent is told as such, and asks nothing of anybody.
        is_spoed = any(f"antwoord:{code}:{antwoord}" in regel.bij for regel in protocol.spoed)
        verteld = {regel.code for regel in protocol.informatieregels if is_spoed and "spoed:aan" in regel.bij}
        assert (nieuw, {bericht.regel for bericht in berichten}) == ([], verteld)
        assert optie.gevolg == "geen" or weegt(protocol, vraag, optie)
    if optie.weegt == ONBEKEND:
        assert weegt(protocol, vraag, optie)


def uitkomst(protocol: Protocol, antwoorden: dict[str, str]) -> Uitkomst:
    per_partij = [
        Analyse(partij.code, partij.code, {v.code: antwoorden[v.code] for v in protocol.vragen_van(partij.code)})
        for partij in protocol.partijen
    ]
    advies = adviseer(per_partij, protocol)
    return advies.scenario, advies.twijfels, advies.heeft_onvoldoende_gehandeld


def weegt(protocol: Protocol, vraag: Vraag, optie: Antwoord) -> bool:
    """Whether there are answers to the other questions with which this option gives another advice than its
    neighbour."""
    anderen = [v for v in protocol.vragen if v.code != vraag.code]
    buren = [a for a in vraag.antwoorden if a.weegt != optie.weegt]
    for codes in product(*(_verschillend(v) for v in anderen)):
        basis = {v.code: code for v, code in zip(anderen, codes, strict=True)}
        hier = uitkomst(protocol, {**basis, vraag.code: optie.code})
        if any(hier != uitkomst(protocol, {**basis, vraag.code: buur.code}) for buur in buren):
            return True
    return False


def _verschillend(vraag: Vraag) -> Iterator[str]:
    """One option per word that is weighed, the unknown left out: enough to find a difference."""
    gezien: set[str] = set()
    for optie in vraag.antwoorden:
        if optie.weegt != ONBEKEND and optie.weegt not in gezien:
            gezien.add(optie.weegt)
            yield optie.code


def van_taken() -> list[tuple[str, str, str]]:
    return [
        (v, taak.code, a.code)
        for v in bouw.van_deze_regio()
        for taak in haal_protocol(v).taken
        for a in taak.antwoorden
    ]


def voltooi(zaak: Melding, code: str, gegevens: Taakgegevens, door: Gebruiker, op: datetime) -> Taak:
    """Record the task of this code, which is made when the road of this melding did not bring it."""
    protocol = haal_protocol(zaak.protocol_versie)
    taken.voor_gemeenten(zaak, [protocol.taak_per_code[code]], Stand(zaak).gemeenten, op)
    taak = bouw.taak(zaak, code)
    return taken.voltooi(taak.pk, door, Vervulling("Zo is het.", "functie, telefonisch", gegevens), op)


@pytest.mark.parametrize(("versie", "code", "antwoord"), van_taken())
def test_een_antwoord_op_een_keuzetaak_doet_wat_het_bestand_zegt(
    versie: str, code: str, antwoord: str, db: None, nu: datetime
) -> None:
    protocol = haal_protocol(versie)
    op = moment(protocol, nu)
    zaak = bouw.tot("beoordeling", op)
    assert zaak.protocol_versie == versie
    taken.voor_gemeenten(zaak, [protocol.taak_per_code[code]], Stand(zaak).gemeenten, op)
    optie = next(optie for optie in protocol.taak_per_code[code].antwoorden if optie.code == antwoord)
    door = bouw.regio().gebruikers["regiomanager"]

    nieuw, berichten = gebeurt(zaak, lambda: voltooi(zaak, code, Keuze(antwoord), door, op))

    gevolgen = protocol.gevolgen_van([optie])
    assert bouw.taak(zaak, code).verslag == "Zo is het."
    for gevolg in gevolgen:
        controleer(gevolg, zaak, nieuw, berichten, door)
    if not gevolgen:
        # What is decided may be told, by a rule of its own; it asks nothing of anybody.
        hier, stand = protocol.informatieregels_bij(f"taak:{code}"), Stand(zaak)
        verteld = {regel.code for regel in hier if not (regel.als and ontbreekt(regel.als, stand))}
        assert nieuw == []
        assert {bericht.regel for bericht in berichten} == verteld


def van_evaluatie() -> list[tuple[str, str, str]]:
    return [
        (v, vraag.code, a.code)
        for v in bouw.van_deze_regio()
        for vraag in haal_protocol(v).evaluatievragen
        for a in vraag.antwoorden
    ]


@pytest.mark.eis("R95")
@pytest.mark.parametrize(("versie", "code", "antwoord"), van_evaluatie())
def test_een_antwoord_in_de_evaluatie_doet_wat_het_bestand_zegt(
    versie: str, code: str, antwoord: str, db: None, nu: datetime
) -> None:
    protocol = haal_protocol(versie)
    op = moment(protocol, nu)
    zaak = bouw.in_fase_2(op)
    door = bouw.regio().gebruikers["regiomanager"]
    verslag = Evaluatieverslag({code: antwoord}, "managers")
    gevraagd = next(vraag for vraag in protocol.evaluatievragen if vraag.code == code)
    gevolgen = protocol.gevolgen_van(a for a in gevraagd.antwoorden if a.code == antwoord)

    nieuw, berichten = gebeurt(zaak, lambda: voltooi(zaak, "evaluatie", verslag, door, op))

    for gevolg in gevolgen:
        controleer(gevolg, zaak, nieuw, berichten, door)
    if not gevolgen:
        assert (nieuw, berichten) == ([], [])


def van_routes() -> list[tuple[str, str, str, str]]:
    return [
        (v, status, taak.code, route.code)
        for v in bouw.van_deze_regio()
        for status, taak in rapporttaken(haal_protocol(v))
        for route in haal_protocol(v).keuzes_van("igj_route")
    ]


def rapporttaken(protocol: Protocol) -> Iterator[tuple[str, Any]]:
    """Each duty to record the report, with the status that brings it."""
    for taak in protocol.taken:
        if taak.vorm == "inspectierapport":
            yield protocol.stap_per_code[taak.bij[0]].naar, taak


@pytest.mark.eis("A21")
@pytest.mark.parametrize(
    ("versie", "code"), [(v, k.code) for v in bouw.van_deze_regio() for k in haal_protocol(v).keuzes_van("acuut")]
)
def test_wat_er_nu_speelt_doet_wat_het_bestand_zegt(versie: str, code: str, db: None, nu: datetime) -> None:
    protocol = haal_protocol(versie)
    op = moment(protocol, nu)
    loper = bouw.loper(op).registreer(bouw.gegevens(op))
    keuze = next(keuze for keuze in protocol.keuzes_van("acuut") if keuze.code == code)

    nieuw, berichten = gebeurt(loper.melding, lambda: loper.wijzig(acuut=[code]))

    gevolgen = protocol.gevolgen_van([keuze])
    for gevolg in gevolgen:
        controleer(gevolg, loper.melding, nieuw, berichten, loper.spelers.contractmanager)
    assert gevolgen or not nieuw
    assert loper.melding.is_spoed


@pytest.mark.eis("A18")
@pytest.mark.parametrize(("versie", "status", "code", "route"), van_routes())
def test_elke_weg_van_de_inspectie_doet_wat_het_bestand_zegt(
    versie: str, status: str, code: str, route: str, db: None, nu: datetime
) -> None:
    protocol = haal_protocol(versie)
    op = moment(protocol, nu)
    zaak = bouw.tot(status, op)
    gekozen = next(keuze for keuze in protocol.keuzes_van("igj_route") if keuze.code == route)
    gevolgen = protocol.gevolgen_van([gekozen])
    zonder = any(gevolg.zonder_rapport for gevolg in gevolgen)
    ontvangst = Rapportontvangst(route, None if zonder else op.date())
    wacht_al, door = bouw.taak(zaak, code), bouw.regio().gebruikers["regiomanager"]

    nieuw, berichten = gebeurt(zaak, lambda: voltooi(zaak, code, ontvangst, door, op))

    binnen = {
        r.code for r in protocol.informatieregels_bij(f"taak:{code}") if not (r.als and ontbreekt(r.als, Stand(zaak)))
    }
    gezegd = {bericht.regel for bericht in berichten}
    assert gezegd & binnen == (set() if zonder else binnen)
    wacht_al.refresh_from_db()
    assert (wacht_al.status == "open") == any(gevolg.blijft_open for gevolg in gevolgen)
    for gevolg in gevolgen:
        controleer(gevolg, zaak, nieuw, berichten, door)
    is_afgehandeld = not ontbreekt("rapport_afgehandeld", Stand(zaak))
    assert is_afgehandeld == (not wacht_al.gemeente and wacht_al.status != "open")


def test_alle_soorten_antwoorden_van_het_bestand_zijn_hier_gelopen() -> None:
    """A kind of answer that the check knows and these tests do not would stay without a proof."""
    gelopen = {"vragen", "taken", "evaluatievragen", *(f"keuzes, {lijst}" for lijst in LIJSTEN_MET_GEVOLG)}
    soorten = {
        plek.rpartition(", ")[0] if plek.startswith("keuzes") else plek.partition(",")[0]
        for v in bouw.van_deze_regio()
        for plek, _ in opties(haal_protocol(v))
    }

    assert soorten == gelopen
    assert {"igj_route", "acuut"} == LIJSTEN_MET_GEVOLG
