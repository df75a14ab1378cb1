"""The protocol file against the rest of the house: Django refuses to start unless law = lock.

`fouten` is pure: protocol and surroundings go in, Dutch sentences come out; the system check only gathers.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.checks import CheckMessage, Error, register

from basis.grendel import Pijl, gelegde_pijlen
from basis.regels import Regel
from calamiteiten.models import DE_AANBIEDER, EEN_ANDER, Melding
from communicatie.sjablonen.bestanden import bestaat
from contacten.rollen import EXTERN, ROLLEN, ROLLEN_MET_ACCOUNT
from escalatie.draaiboek.feiten import FEITEN
from escalatie.draaiboek.leiding import ANDEREN, LEIDER
from escalatie.draaiboek.voorwaarden import MET_CODE, VOORWAARDEN

from . import controle_basis
from .controle_actoren import rolbeschrijvingen
from .controle_basis import alle_regels, antwoorden, bronnen, woorden
from .controle_gevolg import VAN_DE_ANTWOORDEN
from .controle_intrekken import ingetrokken, uitkomsten
from .controle_naar_buiten import buiten_de_kring, sloten
from .controle_oordeel import VAN_HET_OORDEEL
from .controle_spoed import VAN_DE_SPOED
from .lezen import ProtocolFout, haal_communicatieregels, haal_protocol, losse_maten, losse_namen, versies
from .model import InformatieRegel, OvergangRegel, Protocol
from .rijen import ACTIES, GEBEURTENISSEN, LIJSTEN, MEDIA, OVERLEGGEN, SPOED, VANZELF

APP = "app"
# Whom a rule tells beside the roles that it names (`InformatieRegel.ook`).
GENODIGDEN, HOUDER = "genodigden", "houder"
# The code of an action that the parties agreed (`draaiboek.taken.ACTIE`, which stands too high to import here).
ACTIE = "actie"
VORMEN = frozenset(
    {
        *("afvinken", "overleg", "informering", "inspectierapport", "contact_inspectie", "evaluatie", "partijen"),
        *("communicatieadvies", "analyse", "beoordeling", "keuze", "terugkoppeling", "acties", "familie", "verslag"),
        *("triage", "geregeld"),
    }
)
# What a word in the file may be: (field of Protocol, key) -> words.
WOORDEN: dict[tuple[str, str], frozenset[str]] = {
    ("overgangen", "motivering"): frozenset({"verplicht", "optioneel", "geen", "bij_afwijking"}),
    **controle_basis.TERMIJNWOORDEN,
    ("taken", "per"): frozenset({"melding", "gemeente"}),
    ("taken", "voor"): frozenset({"", LEIDER, ANDEREN}),
    ("informatieregels", "voor"): frozenset({"", LEIDER, ANDEREN}),
    ("taken", "vorm"): VORMEN,
    ("informatieregels", "wijze"): frozenset({"mail", "taak"}),
    ("informatieregels", "ook"): frozenset({"", GENODIGDEN, HOUDER}),
    ("informatieregels", "opent"): frozenset({"", "melding_en_pers"}),
    ("informatieregels", "gemeenten"): frozenset({"betrokken", "eigen", "werkgebied", "overige", "alle"}),
    ("partijen", "per"): frozenset({"melding", "gemeente"}),
    ("vragen", "toelichting"): frozenset({"verplicht", "optioneel"}),
    ("vragen", "feit"): frozenset({"", *FEITEN}),
    ("keuzes", "lijst"): frozenset(LIJSTEN),
    ("criteria", "definitie"): frozenset({"calamiteit", "geweld"}),
}
# What a column of the database can hold.
LANGSTE_CODE = {"statussen": 24, "spoed": 24, "scenarios": 10, "partijen": 30, "gevolgen": 24}
# Kind of condition with a code -> what the code is of.
# An arrow of a melding is a step; the complaint says arrow.
_TABELLEN = {"overgang": "stap"}
_CODES = {"taak": "taak", "analyse": "partij"}
REGELSOORTEN = (
    *("statussen", "overgangen", "termijnen", "taken", "informatieregels", "vragen", "evaluatievragen", "criteria"),
    *("keuzes", "scenarios", "lezingen", "principes", "partijen", "wegingen", "gevolgen", "spoed", "actoren"),
    *(
        "paraatheid_statussen",
        "paraatheid_stappen",
        "paraatheid_termijnen",
        "paraatheid_berichten",
        "paraatheid_acties",
    ),
)


@dataclass(frozen=True)
class Omgeving:
    """What there is around the file: the arrows of the lock, the roles, the conditions, the mails."""

    pijlen: frozenset[Pijl]
    rollen: frozenset[str]
    voorwaarden: frozenset[str]
    heeft_sjabloon: Callable[[str], bool]


def fouten(protocol: Protocol, omgeving: Omgeving) -> list[str]:
    """Everything in the file that does not fit, as Dutch sentences; empty when law = lock."""
    zonder_omgeving = (
        *(_bronnen, _woorden, _zinnen, _verwijzingen, _begin, _bereikbaar, _duren, _vanzelf, _altijd_verteld),
        *(
            *VAN_HET_OORDEEL,
            *VAN_DE_ANTWOORDEN,
            _volgt_feiten,
            _vraagt_melding,
            _vraagt_gemeenten,
            _laat_niets_achter,
            _altijd,
            _melder,
            _codes,
        ),
        *(ingetrokken, uitkomsten, buiten_de_kring, *VAN_DE_SPOED),
    )
    return [
        *chain.from_iterable(controle(protocol) for controle in zonder_omgeving),
        *chain.from_iterable(c(protocol, omgeving) for c in (_slot, _rollen, _voorwaarden, _berichten)),
    ]


def regels(protocol: Protocol) -> Iterator[tuple[str, Regel]]:
    """Every rule of the file, each with the field of `Protocol` it stands in."""
    return alle_regels(protocol, REGELSOORTEN)


def _bronnen(protocol: Protocol) -> Iterator[str]:
    return bronnen(protocol, REGELSOORTEN)


def _woorden(protocol: Protocol) -> Iterator[str]:
    yield from woorden(protocol, WOORDEN)
    yield from antwoorden(protocol, REGELSOORTEN)


def _zinnen(protocol: Protocol) -> Iterator[str]:
    """Every step can say what is true once it was taken."""
    yield from controle_basis.zinnen(protocol, "overgangen")


def _verwijzingen(protocol: Protocol) -> Iterator[str]:
    """Every code that a rule names exists."""
    for soort, plek, code in _genoemd(protocol):
        if code not in getattr(protocol, f"{_TABELLEN.get(soort, soort)}_per_code"):
            yield f"{plek}: {soort} {code!r} bestaat niet."


def _genoemd(protocol: Protocol) -> Iterator[tuple[str, str, str]]:
    """(kind, place, code) of everything that is named in a rule, triggers apart."""
    yield from _genoemd_door_overgangen(protocol)
    yield from _genoemd_door_statussen(protocol)
    for termijn in protocol.termijnen:
        plek = f"termijnen, {termijn.code}"
        yield from (("overgang", plek, code) for code in (*termijn.bij, *termijn.stopt_bij))
        yield from (("taak", plek, code) for code in [termijn.stopt_bij_taak] if code)
    for taak in protocol.taken:
        yield from (("overgang", f"taken, {taak.code}", code) for code in taak.bij)
        yield from (("termijn", f"taken, {taak.code}", code) for code in [taak.termijn] if code)
    for regel in protocol.informatieregels:
        yield from (("taak", f"informatieregels, {regel.code}", code) for code in [regel.taak] if code)
    yield from (("partij", f"vragen, {vraag.code}", vraag.analyse) for vraag in protocol.vragen)
    for gevolg in protocol.gevolgen:
        yield from (("taak", f"gevolgen, {gevolg.code}", code) for code in (*gevolg.taken, gevolg.tot) if code)


def _genoemd_door_overgangen(protocol: Protocol) -> Iterator[tuple[str, str, str]]:
    for overgang in protocol.overgangen:
        plek = f"overgangen, {overgang.code}"
        for status in (*overgang.van, overgang.naar, *overgang.door_per_van):
            yield "status", plek, status
        yield from (("taak", f"{plek}, voltooit", code) for code in overgang.voltooit)
        yield from (("taak", f"{plek}, vervalt", code) for code in overgang.vervalt)


def _genoemd_door_statussen(protocol: Protocol) -> Iterator[tuple[str, str, str]]:
    for status in protocol.statussen:
        yield from (("status", f"statussen, {status.code}, vervolg", code) for code in [status.vervolg] if code)
        yield from (("scenario", f"statussen, {status.code}", code) for code in [status.scenario] if code)


def _begin(protocol: Protocol) -> Iterator[str]:
    """One arrow makes a melding, and every door knows it by its name."""
    begin = [overgang.code for overgang in protocol.overgangen if not overgang.van]
    if begin != ["registreer"]:
        yield f"overgangen: precies één overgang zonder van, met code registreer. Hier: {', '.join(begin) or 'geen'}."


def _bereikbaar(protocol: Protocol) -> Iterator[str]:
    """Every status can be reached from a new melding, and can be left unless it is an end."""
    bereikt = {overgang.naar for overgang in protocol.overgangen if not overgang.van}
    nieuw = bereikt
    while nieuw:
        nieuw = {o.naar for o in protocol.overgangen if nieuw & set(o.van)} - bereikt
        bereikt = bereikt | nieuw
    vertrek = {status for overgang in protocol.overgangen for status in _verder(protocol, overgang)}
    for status in protocol.statussen:
        if status.code not in bereikt:
            yield f"statussen, {status.code}: geen enkele overgang komt hier uit."
        if not status.eind and status.code not in vertrek:
            yield f"statussen, {status.code}: er is geen weg verder en het is geen einde."
    for code in sorted(vertrek & bereikt - _komt_er(protocol)):
        yield f"statussen, {code}: van hier komt een melding nooit bij een einde, alleen terug bij de beoordeling."


def _komt_er(protocol: Protocol) -> set[str]:
    """The statuses from which an end can be reached without judging anew."""
    komt_er = set(protocol.gesloten)
    vorige: set[str] = set()
    while komt_er != vorige:
        vorige = set(komt_er)
        verder = (o for o in protocol.overgangen if not o.keert_om and o.naar in komt_er)
        komt_er |= {van for o in verder for van in _verder(protocol, o)}
    return komt_er


def _verder(protocol: Protocol, overgang: OvergangRegel) -> tuple[str, ...]:
    """From where this arrow leads onward. An end that the triage can give is, from every later status, a way out
    beside the road: it does not make that status go anywhere."""
    begin = {o.naar for o in protocol.overgangen if not o.van}
    is_uitweg = overgang.naar in protocol.gesloten and not begin.isdisjoint(overgang.van)
    return tuple(van for van in overgang.van if not is_uitweg or van in begin)


def _duren(protocol: Protocol) -> Iterator[str]:
    """A term has one length, and a reading that exists; its alarms tell somebody something."""
    lezingen = {lezing.code for lezing in protocol.lezingen}
    yield from controle_basis.duren(protocol.termijnen)
    for termijn in protocol.termijnen:
        if termijn.lezing and termijn.lezing not in lezingen:
            yield f"termijnen, {termijn.code}: lezing {termijn.lezing!r} bestaat niet."
        if termijn.gekozen:
            yield f"termijnen, {termijn.code}: bij een melding kiest niemand een dag. Noem een lengte."
    bij = [aanleiding for regel in protocol.informatieregels for aanleiding in regel.bij]
    yield from controle_basis.wekkers(protocol.termijnen, bij)


def _vanzelf(protocol: Protocol) -> Iterator[str]:
    """The tasks that the application makes by itself have a rule; the code of agreed actions has none (R81)."""
    for code, waarom in VANZELF.items():
        if code not in protocol.taak_per_code:
            yield f"taken: {code} ontbreekt. Die taak maakt de applicatie zelf, bij: {waarom}. Haal haar niet weg."
    if ACTIE in protocol.taak_per_code:
        yield f"taken, {ACTIE}: zo heet een afgesproken actie, die mensen zelf toevoegen. Kies een andere code."


def _altijd_verteld(protocol: Protocol) -> Iterator[str]:
    """Whoever is invited to a meeting is told, and told of every change; whoever holds an action is reminded. Only
    those rules have seats beside their roles; only the reminder has a time before."""
    for soort, gevallen, wie in (("overleg", OVERLEGGEN, GENODIGDEN), ("actie", ACTIES, HOUDER)):
        for geval in gevallen:
            regels_ = protocol.informatieregels_bij(f"{soort}:{geval}")
            if not any(regel.ook == wie for regel in regels_):
                yield f"informatieregels: geen regel met bij {soort}:{geval} en ook = {wie!r}. Dan hoort niemand het."
    yield from _ook(protocol)
    for taak in protocol.taken:
        if taak.genodigden and (taak.vorm != "overleg" or EXTERN & set(taak.genodigden)):
            yield f"taken, {taak.code}: genodigden horen bij vorm overleg, en zijn rollen waaraan wij mail sturen."


def _ook(protocol: Protocol) -> Iterator[str]:
    for regel in protocol.informatieregels:
        soorten = {aanleiding.partition(":")[0] for aanleiding in regel.bij}
        if regel.ook and soorten != {"overleg" if regel.ook == GENODIGDEN else "actie"}:
            yield f"informatieregels, {regel.code}: ook = {regel.ook!r} past niet bij deze aanleiding."
        if bool(regel.uren_vooraf) != ("actie:nadert" in regel.bij):
            yield f"informatieregels, {regel.code}: uren_vooraf hoort bij actie:nadert, en is niet nul."


def _volgt_feiten(protocol: Protocol) -> Iterator[str]:
    """A duty that follows the facts says on which facts, and has the length of its term only while they hold."""
    for taak in protocol.taken:
        if (taak.volgt_feiten and not taak.als) or (taak.vorm == "triage" and not taak.volgt_feiten):
            yield f"taken, {taak.code}: volgt_feiten hoort bij een voorwaarde (als), en vorm triage bij volgt_feiten."
        termijn = protocol.termijn_per_code.get(taak.termijn)
        if taak.volgt_feiten and termijn and termijn.als != taak.als:
            yield f"termijnen, {termijn.code}: de taak {taak.code} hoort bij {taak.als!r}, de termijn niet (als)."


def _vraagt_melding(protocol: Protocol) -> Iterator[str]:
    """What is a double of another melding goes nowhere itself, and says why."""
    for overgang in (overgang for overgang in protocol.overgangen if overgang.vraagt_melding):
        if overgang.naar not in protocol.gesloten or overgang.motivering != "verplicht":
            yield f"overgangen, {overgang.code}: vraagt_melding hoort bij een einde met een reden (motivering)."


def _vraagt_gemeenten(protocol: Protocol) -> Iterator[str]:
    """Where a step is true matters only to what is done per gemeente."""
    per_gemeente = {code for taak in protocol.taken if taak.per == "gemeente" for code in taak.bij}
    for overgang in protocol.overgangen:
        if overgang.vraagt_gemeenten and overgang.code not in per_gemeente:
            yield f"overgangen, {overgang.code}: vraagt_gemeenten hoort bij een stap met een taak per gemeente."


def _laat_niets_achter(protocol: Protocol) -> Iterator[str]:
    """An arrow back takes along what was asked only because the melding stood there: a duty of a status that is left
    backwards is nobody's any more, unless the file says that it stays."""
    for terug in protocol.overgangen:
        if not terug.terug or terug.sluit_taken or protocol.gesloten.issuperset(terug.van):
            continue
        heen = {overgang.code for overgang in protocol.overgangen if overgang.naar in terug.van}
        gebracht = [taak for taak in protocol.taken if taak.bij and heen.issuperset(taak.bij) and not taak.blijft]
        if open_ := [taak.code for taak in gebracht if taak.code not in {*terug.vervalt, *terug.voltooit}]:
            yield f"overgangen, {terug.code}: laat {', '.join(open_)} open staan. Noem ze bij vervalt of voltooit."


def _altijd(protocol: Protocol) -> Iterator[str]:
    """Only a category decides the triage by itself."""
    for keuze in protocol.keuzes:
        if keuze.altijd_meldingswaardig and keuze.lijst != "categorie":
            yield f"keuzes, {keuze.code}: altijd_meldingswaardig hoort bij een categorie, niet bij {keuze.lijst}."


def _melder(protocol: Protocol) -> Iterator[str]:
    """Who reports by link is the aanbieder, and so is who is not asked; there is always another one (R37)."""
    codes = {keuze.code for keuze in protocol.keuzes_van("melder")}
    for code in (DE_AANBIEDER, EEN_ANDER):
        if code not in codes:
            yield f"keuzes, melder: {code!r} ontbreekt. De applicatie zet of vraagt die zelf."


def _codes(protocol: Protocol) -> Iterator[str]:
    """A code stands once in its table (options: once in their list)."""
    codes = Counter((veld, str(getattr(regel, "lijst", "")), regel.code) for veld, regel in regels(protocol))
    yield from (f"{veld}, {code}: deze code staat er al." for (veld, _, code), keer in codes.items() if keer > 1)
    for veld, regel in regels(protocol):
        if len(regel.code) > LANGSTE_CODE.get(veld, 40):
            yield f"{veld}, {regel.code}: deze code is langer dan {LANGSTE_CODE.get(veld, 40)} tekens."


def _slot(protocol: Protocol, omgeving: Omgeving) -> Iterator[str]:
    """Every arrow of the law is on the lock; the lock has those of the other versions too."""
    wet = frozenset(Pijl(o.code, van, o.naar) for o in protocol.overgangen for van in o.van)
    for pijl in sorted(wet - omgeving.pijlen):
        yield f"overgangen, {pijl.code}: van {pijl.van} naar {pijl.naar} staat niet op het slot (Melding.status)."


def _rollen(protocol: Protocol, omgeving: Omgeving) -> Iterator[str]:
    """Every role exists and has a name on screen."""
    for plek, rol in _genoemde_rollen(protocol):
        if rol not in omgeving.rollen:
            yield f"{plek}: rol {rol!r} bestaat niet."
        elif rol not in protocol.rolnamen:
            yield f"{plek}: rol {rol!r} heeft geen naam in [rolnaam]."
    for overgang in protocol.overgangen:
        if vreemd := set(overgang.door_per_van) - set(overgang.van):
            yield f"overgangen, {overgang.code}, door_per_van: {', '.join(sorted(vreemd))} staat niet in van."
        if overgang.door and not set(overgang.door) & set(ROLLEN_MET_ACCOUNT):
            yield f"overgangen, {overgang.code}, door: geen van deze rollen kan inloggen, dus niemand zet deze stap."
        if not overgang.door or any(set(rollen) - set(overgang.door) for rollen in overgang.door_per_van.values()):
            yield f"overgangen, {overgang.code}: elke rol van door_per_van staat ook in door, en door is niet leeg."


def _genoemde_rollen(protocol: Protocol) -> Iterator[tuple[str, str]]:
    yield from ((f"rolnaam, {rol}", rol) for rol in protocol.rolnamen)
    yield from ((f"overgangen, {o.code}", rol) for o in protocol.overgangen for rol in o.door)
    yield from ((f"termijnen, {t.code}", t.rol) for t in protocol.termijnen)
    yield from ((f"taken, {t.code}", rol) for t in protocol.taken for rol in (t.rol, *t.genodigden))
    yield from ((f"partijen, {p.code}", rol) for p in protocol.partijen for rol in (p.rol, *p.namens))
    for regel in protocol.informatieregels:
        yield from ((f"informatieregels, {regel.code}", rol) for rol in (regel.door, *regel.aan) if rol != APP)


def _voorwaarden(protocol: Protocol, omgeving: Omgeving) -> Iterator[str]:
    """Every condition is one the engine can ask, or names a task."""
    for plek, naam in _genoemde_voorwaarden(protocol):
        soort, _, code = naam.partition(":")
        if code and soort in MET_CODE and code in getattr(protocol, f"{_CODES[soort]}_per_code"):
            continue
        if naam not in omgeving.voorwaarden:
            yield f"{plek}: voorwaarde {naam!r} bestaat niet."
        elif naam not in protocol.voorwaardenamen:
            yield f"{plek}: voorwaarde {naam!r} heeft geen naam in [voorwaardenaam]."


def _genoemde_voorwaarden(protocol: Protocol) -> Iterator[tuple[str, str]]:
    for overgang in protocol.overgangen:
        yield from ((f"overgangen, {overgang.code}", naam) for naam in (*overgang.vereist, *overgang.verwacht))
    yield from ((f"termijnen, {t.code}", t.als) for t in protocol.termijnen if t.als)
    yield from ((f"taken, {t.code}", t.als) for t in protocol.taken if t.als)
    yield from ((f"informatieregels, {r.code}", r.als) for r in protocol.informatieregels if r.als)


def _berichten(protocol: Protocol, omgeving: Omgeving) -> Iterator[str]:
    """Every rule has a trigger that happens; a mail has a template and readers; a talk has a task."""
    for regel in protocol.informatieregels:
        plek = f"informatieregels, {regel.code}"
        for aanleiding in regel.bij or ("",):
            if not _kan_gebeuren(aanleiding, protocol):
                yield f"{plek}, bij: {aanleiding!r} gebeurt nooit."
        yield from (f"{plek}: {zin}" for zin in _wijze(regel, omgeving))


def _kan_gebeuren(aanleiding: str, protocol: Protocol) -> bool:
    soort, _, code = aanleiding.partition(":")
    if soort == "termijn":  # which alarms there are is asked in _wekkers
        return code.partition(":")[0] in protocol.termijn_per_code
    tabellen: dict[str, Iterable[str]] = {
        "overgang": protocol.stap_per_code,
        "taak": protocol.taak_per_code,
        "gevolg": protocol.gevolg_per_code,
        "gebeurtenis": GEBEURTENISSEN,
        "telaat": [taak.code for taak in protocol.taken if taak.binnen_uren],
        "voorbij": [gevolg.code for gevolg in protocol.gevolgen if gevolg.taken],
        "overleg": OVERLEGGEN,
        "actie": ACTIES,
        "spoed": SPOED if protocol.spoed else (),
    }
    return code in tabellen.get(soort, MEDIA if soort == "media" else ())


def _wijze(regel: InformatieRegel, omgeving: Omgeving) -> Iterator[str]:
    if regel.wijze == "taak":
        if not regel.taak:
            yield "zonder mail hoort hier een taak, als bewijs."
        return
    if not omgeving.heeft_sjabloon(regel.sjabloon):
        yield f"sjabloon {regel.sjabloon!r} is niet compleet in templates/mail/."
    if not (regel.aan or regel.ook):
        yield "een mail zonder ontvangers."
    yield from (f"aan {rol} sturen wij nooit mail." for rol in regel.aan if rol in EXTERN)


def omgeving_hier() -> Omgeving:
    """What there is around the file in this house."""
    return Omgeving(
        pijlen=gelegde_pijlen(Melding),
        rollen=frozenset(ROLLEN),
        voorwaarden=frozenset(VOORWAARDEN),
        heeft_sjabloon=bestaat,
    )


@register("protocol")
def controleer_protocol(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check every protocol file that is here, also those of meldingen of long ago."""
    return [bericht for versie in versies() for bericht in _controleer_versie(versie)]


def _losse_maat(waar: str) -> str:
    return f"{waar}. Die lengte staat al bij de termijn: zet hier een plaats, zoals {{lengte:fase_1}}."


def _controleer_versie(versie: str) -> list[CheckMessage]:
    try:
        protocol, regels = haal_protocol(versie), haal_communicatieregels(versie)
    except ProtocolFout as fout:
        return [Error(str(fout), id="protocol.E001")]
    los = [*map(_losse_maat, losse_maten(versie)), *(f"{waar}. Zet hier die plaats." for waar in losse_namen(versie))]
    zinnen = [*fouten(protocol, omgeving_hier()), *sloten(protocol, regels), *rolbeschrijvingen(protocol, regels), *los]
    return [Error(f"{versie}.toml, {zin}", id="protocol.E002") for zin in zinnen]
