"""The file of Hoofdstuk 1 and Bijlage 2 against the rest of the house: Django refuses to start unless law = lock.

As `controle`: `fouten_communicatie` is pure, the system check only gathers.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.core.checks import CheckMessage, Error, register

from basis.grendel import Pijl, gelegde_pijlen
from basis.regels import Regel
from communicatie.familie.naar_buiten import FAMILIE, ONDERZOEK
from communicatie.models import Persvraag, Uitingsoort
from communicatie.persvragen.toegang import ROLLEN_PERS, ROLLEN_PERS_EIGEN, ROLLEN_PERS_LEZEN
from communicatie.regels import FEITEN, OPBOUW, PERSTEKSTEN, Communicatieregels, PersinformatieRegel
from communicatie.sjablonen.bestanden import bestaat
from communicatie.sjablonen.delen import AFGESPROKEN
from contacten.rollen import EXTERN, ROLLEN, ROLLEN_MET_ACCOUNT, ROLLEN_MET_DOSSIERS
from escalatie.draaiboek.procedure import REGISTREER
from escalatie.persvragen.antwoordtermijn import DEADLINE
from escalatie.persvragen.opdrachten import GEGEVENS, Volgdag
from escalatie.persvragen.voorwaarden import PERSVOORWAARDEN

from . import controle_basis
from .controle import APP, Omgeving
from .controle_basis import antwoorden, bronnen, woorden
from .lezen import ProtocolFout, haal_communicatieregels, versies
from .rijen import ACTIES, GEBEURTENISSEN

# What a word in the file may be: (field of Communicatieregels, key) -> words.
WOORDEN: dict[tuple[str, str], frozenset[str]] = {
    ("stappen", "motivering"): frozenset({"verplicht", "optioneel", "geen"}),
    ("stappen", "naar_buiten"): frozenset({"", *Uitingsoort.values}),
    **controle_basis.TERMIJNWOORDEN,
    ("informatieregels", "gemeenten"): frozenset(
        {"vragende", "betrokken", "waarover", "overige", "alle", "ontvangers"}
    ),
    ("termijnen", "eerder"): frozenset({"", DEADLINE}),
    ("adviesdelen", "doel"): frozenset({"informatievoorziening", "schade_beperken", "betekenis_geven", "aanpak"}),
    ("organen", "per"): frozenset({"gemeente", "regio"}),
    ("organen", "naar_buiten"): frozenset({"", *Uitingsoort.values}),
}
# What happens to a question without a step: somebody put right who asks it, what it is about, or what was answered.
HOUDER = "houder"
INTAKE = ("intake:vrager", "intake:verbeterd", "intake:gemeente", "intake:erbij", "intake:eraf")
ANTWOORDEN = ("antwoord:verbeterd", "antwoord:ingetrokken", "antwoord:ander")
REGELSOORTEN = tuple(veld for veld, _ in OPBOUW["tabellen"].values())


def fouten_communicatie(wet: Communicatieregels, omgeving: Omgeving) -> list[str]:
    """Everything in the file that does not fit, as Dutch sentences; empty when law = lock."""
    zonder_omgeving = (
        _bronnen,
        _woorden,
        _zinnen,
        _weg,
        _einden,
        _termijn,
        _aanleidingen,
        _brieven,
        _acties,
        _sloten,
        _vragen,
        _statussen,
        _peilingen,
        _gebeurtenissen,
    )
    met_omgeving = (_slot, _rollen, _voorwaarden, _taken, _sjablonen)
    return [
        *chain.from_iterable(controle(wet) for controle in zonder_omgeving),
        *chain.from_iterable(controle(wet, omgeving) for controle in met_omgeving),
    ]


def alle_regels(wet: Communicatieregels) -> Iterator[tuple[str, Regel]]:
    """Every rule of the file, each with the field of `Communicatieregels` it stands in."""
    return controle_basis.alle_regels(wet, REGELSOORTEN)


def _bronnen(wet: Communicatieregels) -> Iterator[str]:
    return bronnen(wet, REGELSOORTEN)


def _woorden(wet: Communicatieregels) -> Iterator[str]:
    yield from woorden(wet, WOORDEN)
    yield from antwoorden(wet, REGELSOORTEN)
    for regel in wet.informatieregels:
        mag = {*AFGESPROKEN, *FEITEN}
        yield from (f"informatieregels, {regel.code}, met: {n!r} kan niet." for n in regel.met if n not in mag)
    codes = {regel.code for regel in wet.informatieregels}
    for regel in wet.informatieregels:
        yield from (f"informatieregels, {regel.code}, na: {n!r} bestaat niet." for n in regel.na if n not in codes)
    vreemd = set(wet.gedeelde_delen) - set(PERSTEKSTEN)
    yield from (f"adviesdelen, {code}, in_persvraag: een persvraag heeft zo'n tekst niet." for code in sorted(vreemd))


def _zinnen(wet: Communicatieregels) -> Iterator[str]:
    """Every step can say what is true once it was taken."""
    yield from controle_basis.zinnen(wet, "stappen")


def _weg(wet: Communicatieregels) -> Iterator[str]:
    """One step creates; every stage can be reached and left, unless it is an end."""
    begin = [stap for stap in wet.stappen if not stap.van]
    if len(begin) != 1 or not begin[0].naar or begin[0].code != "registreer":
        yield "stappen: precies één stap maakt een persvraag: zonder van, met naar, met code registreer."
    bereikt = {stap.naar for stap in wet.stappen if stap.naar}
    vertrek = {van for stap in wet.stappen if stap.naar for van in stap.van}
    for status in wet.statussen:
        if status.code not in bereikt:
            yield f"statussen, {status.code}: geen enkele stap komt hier uit."
        if not status.eind and status.code not in vertrek:
            yield f"statussen, {status.code}: een fase heeft een weg verder."


def _einden(wet: Communicatieregels) -> Iterator[str]:
    """An end is left by its own step: what goes on from another stage too, would go on from the end by mistake. A step
    that moves nothing can be set there too."""
    einden = {status.code for status in wet.statussen if status.eind}
    for stap in wet.stappen:
        if stap.naar and einden & set(stap.van) and (set(stap.van) - einden or stap.naar in einden):
            yield f"stappen, {stap.code}: uit een einde gaat alleen een eigen stap terug."


def _termijn(wet: Communicatieregels) -> Iterator[str]:
    """One term runs from the receipt of a question until its answer (R5), and at most one until a chosen day (R19)."""
    vanzelf = [termijn for termijn in wet.termijnen if not termijn.gekozen]
    if len(vanzelf) != 1 or len(wet.termijnen) > 2:
        yield (
            "termijnen: een persvraag heeft één termijn met een lengte, en ten hoogste één met een gekozen dag. "
            f"Hier staan er {len(vanzelf)} en {len(wet.termijnen) - len(vanzelf)}."
        )
    yield from (f"termijnen, {t.code}: laat deze beginnen bij registreer." for t in vanzelf if t.bij != (REGISTREER,))
    for termijn in wet.termijnen:
        zonder = [code for code in termijn.bij if termijn.gekozen and GEGEVENS.get(code) is not Volgdag]
        yield from (f"termijnen, {termijn.code}: bij {code!r} kiest niemand een dag." for code in zonder)
    yield from controle_basis.duren(wet.termijnen)
    for termijn in wet.termijnen:
        for code in {*termijn.bij, *termijn.stopt_bij} - set(wet.stap_per_code):
            yield f"termijnen, {termijn.code}: stap {code!r} bestaat niet."
    yield from controle_basis.wekkers(wet.termijnen, [a for regel in wet.informatieregels for a in regel.bij])


def _aanleidingen(wet: Communicatieregels) -> Iterator[str]:
    """Every rule has a trigger that happens; which alarms there are is asked with the terms."""
    eigen = {f"gemeente:{stap.code}" for stap in wet.stappen if set(stap.door) & set(ROLLEN_PERS_EIGEN)}
    gebeurtenissen = (f"gebeurtenis:{code}" for code in GEBEURTENISSEN)
    acties = (f"actie:{code}" for code in ACTIES)
    gebeurt = {*INTAKE, *ANTWOORDEN, *eigen, *gebeurtenissen, *acties, *(f"stap:{stap.code}" for stap in wet.stappen)}
    for regel in wet.informatieregels:
        for aanleiding in regel.bij or ("",):
            if aanleiding not in gebeurt and not aanleiding.startswith("termijn:"):
                yield f"informatieregels, {regel.code}, bij: {aanleiding!r} gebeurt nooit."


def _brieven(wet: Communicatieregels) -> Iterator[str]:
    """Agreed texts leave only with a step that asks the locks (R125), and a link goes only to who can sign in. Who got
    such a text can be told without one."""
    # A corrected answer is weighed by the locks of the moment that it names, and the mail waits under those of now.
    buiten = {*ANTWOORDEN, *(f"stap:{stap.code}" for stap in wet.stappen if stap.naar_buiten)}
    for regel in wet.informatieregels:
        plek = f"informatieregels, {regel.code}"
        if not (regel.aan or regel.ook):
            yield f"{plek}: een mail zonder ontvangers."
        yield from (f"{plek}: aan {rol} sturen wij nooit mail." for rol in regel.aan if rol in EXTERN)
        if regel.teksten:
            yield from (f"{plek}: {a!r} heeft geen naar_buiten." for a in regel.bij if a not in buiten)
        elif regel.na or regel.gemeenten == "ontvangers":
            continue  # it tells on what was told before, and how to reach the region
        elif zonder := sorted(set(regel.aan) - set(ROLLEN_MET_ACCOUNT) - EXTERN):
            yield f"{plek}: {', '.join(zonder)} kan niet inloggen. Noem in met welke teksten in de mail staan."


def _acties(wet: Communicatieregels) -> Iterator[str]:
    """Who holds an action hears that it is nearly due and that it is late; the file says how long beforehand."""
    for regel in wet.informatieregels:
        plek, is_actie = f"informatieregels, {regel.code}", any(a.startswith("actie:") for a in regel.bij)
        if regel.ook != (HOUDER if is_actie else ""):
            yield f"{plek}, ook: bij een actie hoort wie haar heeft dat ({HOUDER}), en anders niet."
        if bool(regel.uren_vooraf) != ("actie:nadert" in regel.bij):
            yield f"{plek}: uren_vooraf hoort bij actie:nadert, en is niet nul."


def _sloten(wet: Communicatieregels) -> Iterator[str]:
    """Both locks are there, somebody can open each, and telling some body opens that of the family."""
    for code in (FAMILIE, ONDERZOEK):
        if code not in wet.slot_per_code:
            yield f"sloten: {code!r} ontbreekt."
    yield from (f"sloten, {slot.code}: niemand kan vrijgeven." for slot in wet.sloten if not slot.vrijgave_door)
    if not any(orgaan.is_familie for orgaan in wet.organen):
        yield "organen: geen ervan is de familie; het slot kan dan nooit open."


def _vragen(wet: Communicatieregels) -> Iterator[str]:
    """An evaluation that a step asks for asks something (R20); a rise in the media has one measure of more than nothing
    (R119)."""
    gevraagd = any("evaluatie_ingevuld" in (*stap.vereist, *stap.verwacht) for stap in wet.stappen)
    if gevraagd and not wet.evaluatievragen:
        yield "evaluatievragen: er staat geen vraag."
    if len(wet.stijgingen) != 1 or min(wet.stijgingen[0].minstens, wet.stijgingen[0].keer, wet.stijgingen[0].dagen) < 1:
        yield "stijgingen: er is precies één maat, met getallen vanaf 1."


def _slot(wet: Communicatieregels, omgeving: Omgeving) -> Iterator[str]:
    """Every arrow of the law is on the lock; the lock has those of the other versions too."""
    regels = frozenset(Pijl(stap.code, van, stap.naar) for stap in wet.stappen if stap.naar for van in stap.van)
    for pijl in sorted(regels - omgeving.pijlen):
        yield f"stappen, {pijl.code}: van {pijl.van} naar {pijl.naar} staat niet op het slot (Persvraag.status)."


def _statussen(wet: Communicatieregels) -> Iterator[str]:
    """Every step leaves from and leads to a stage that exists."""
    codes = {status.code for status in wet.statussen}
    for stap in wet.stappen:
        for code in {*stap.van, *([stap.naar] if stap.naar else [])} - codes:
            yield f"stappen, {stap.code}: status {code!r} bestaat niet."


def _rollen(wet: Communicatieregels, omgeving: Omgeving) -> Iterator[str]:
    """Every role exists; a step is taken by a role that sees press questions."""
    for plek, rollen in _genoemde_rollen(wet):
        yield from (f"{plek}: rol {rol!r} bestaat niet." for rol in rollen if rol not in omgeving.rollen)
    for stap in wet.stappen:
        if not stap.door or set(stap.door) - ROLLEN_PERS_LEZEN:
            yield f"stappen, {stap.code}, door: alleen {', '.join(sorted(ROLLEN_PERS_LEZEN))} zien een persvraag."
        if set(stap.door_per_van) - set(stap.van) or any(set(r) - set(stap.door) for r in stap.door_per_van.values()):
            yield f"stappen, {stap.code}, door_per_van: elke status staat ook in van, elke rol ook in door."


def _genoemde_rollen(wet: Communicatieregels) -> Iterator[tuple[str, Iterable[str]]]:
    yield from ((f"stappen, {stap.code}", stap.door) for stap in wet.stappen)
    yield from ((f"termijnen, {termijn.code}", (termijn.rol,)) for termijn in wet.termijnen)
    yield from ((f"sloten, {slot.code}", (*slot.vrijgave_door, *slot.besluit_van)) for slot in wet.sloten)
    yield from ((f"organen, {o.code}", (*o.door, *([o.rol] if o.rol else []))) for o in wet.organen)
    yield from ((f"gebeurtenissen, {g.code}", (*g.op_melding, *g.op_pers)) for g in wet.gebeurtenissen)
    for regel in wet.informatieregels:
        yield f"informatieregels, {regel.code}", (rol for rol in (regel.door, *regel.aan) if rol != APP)


def _voorwaarden(wet: Communicatieregels, omgeving: Omgeving) -> Iterator[str]:
    """Every condition is one that the engine can ask, and has a name on screen."""
    for stap in wet.stappen:
        for naam in (*stap.vereist, *stap.verwacht):
            if naam not in omgeving.voorwaarden:
                yield f"stappen, {stap.code}: voorwaarde {naam!r} bestaat niet."
            elif naam not in wet.voorwaardenamen:
                yield f"stappen, {stap.code}: voorwaarde {naam!r} heeft geen naam in [voorwaardenaam]."


def _taken(wet: Communicatieregels, omgeving: Omgeving) -> Iterator[str]:
    """A task is given by a step, finished by another, and its role sees press questions and may take that step."""
    for taak in wet.perstaken:
        plek = f"perstaken, {taak.code}"
        onbekend = {*taak.bij, *taak.klaar_bij} - set(wet.stap_per_code)
        yield from (f"{plek}: stap {code!r} bestaat niet." for code in sorted(onbekend))
        if not taak.bij or not taak.klaar_bij or taak.rol not in ROLLEN_PERS:
            yield f"{plek}: een taak heeft bij, klaar_bij, en een rol die persvragen behandelt."
        doet_niemand = [c for c in taak.klaar_bij if c not in onbekend and taak.rol not in wet.stap_per_code[c].door]
        yield from (f"{plek}: de rol mag {code!r} niet zetten." for code in doet_niemand)
        if taak.termijn and taak.termijn not in wet.termijn_per_code:
            yield f"{plek}: termijn {taak.termijn!r} bestaat niet."
        if taak.klaar_als and taak.klaar_als not in omgeving.voorwaarden:
            yield f"{plek}: voorwaarde {taak.klaar_als!r} bestaat niet."


def _peilingen(wet: Communicatieregels) -> Iterator[str]:
    """What is asked each day has hours of one day, and knows which answer ends it."""
    for peiling in wet.peilingen:
        if not 0 <= peiling.vanaf_uur < peiling.tot_uur <= 23:
            yield f"peilingen, {peiling.code}: vanaf_uur en tot_uur zijn uren van een dag, in die volgorde."
        if not peiling.bij or peiling.klaar not in peiling.daalt or set(peiling.stijgt) & set(peiling.daalt):
            yield f"peilingen, {peiling.code}: klaar is een antwoord van daalt; stijgt en daalt verschillen."


def _gebeurtenissen(wet: Communicatieregels) -> Iterator[str]:
    """Every event is seen by somebody; who opens no dossier reads no fact of it."""
    missend = sorted(set(GEBEURTENISSEN) - set(wet.gebeurtenis_per_code))
    yield from (f"gebeurtenissen: {code!r} heeft geen regel." for code in missend)
    for regel in wet.gebeurtenissen:
        plek = f"gebeurtenissen, {regel.code}"
        anders = {regel.code, *regel.vervangt, *regel.vervangt_op_pers} - set(GEBEURTENISSEN)
        yield from (f"{plek}: {code!r} gebeurt nooit." for code in sorted(anders))
        if not regel.op_melding or set(regel.op_melding) - ROLLEN_MET_DOSSIERS:
            yield f"{plek}, op_melding: noem rollen die een dossier openen."
        if set(regel.op_pers) - ROLLEN_PERS_LEZEN:
            yield f"{plek}, op_pers: alleen {', '.join(sorted(ROLLEN_PERS_LEZEN))} zien een persvraag."
        if regel.op_pers and not (regel.naam_buiten and regel.buiten):
            yield f"{plek}: wie het dossier niet ziet, leest naam_buiten en buiten."


def _sjablonen(wet: Communicatieregels, omgeving: Omgeving) -> Iterator[str]:
    missend: list[PersinformatieRegel] = [r for r in wet.informatieregels if not omgeving.heeft_sjabloon(r.sjabloon)]
    for regel in missend:
        yield f"informatieregels, {regel.code}: sjabloon {regel.sjabloon!r} is niet compleet in templates/mail/."


def omgeving_van_persvragen() -> Omgeving:
    """What there is around the file in this house."""
    return Omgeving(
        pijlen=gelegde_pijlen(Persvraag),
        rollen=frozenset(ROLLEN),
        voorwaarden=frozenset(PERSVOORWAARDEN),
        heeft_sjabloon=bestaat,
    )


@register("protocol")
def controleer_communicatie(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check the communication file of every version that is here."""
    return [bericht for versie in versies() for bericht in _controleer_versie(versie)]


def _controleer_versie(versie: str) -> list[CheckMessage]:
    try:
        wet = haal_communicatieregels(versie)
    except ProtocolFout as fout:
        return [Error(str(fout), id="protocol.E003")]
    gaten = fouten_communicatie(wet, omgeving_van_persvragen())
    return [Error(f"{versie}-communicatie.toml, {zin}", id="protocol.E004") for zin in gaten]
