"""Each rule of the protocol as a row for people: sentence, particulars, paragraph and requirement numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from basis.regels import Antwoord, Regel, StapRegel, TermijnRegel, WekkerRegel
from basis.taal import in_een_zin, met_hoofdletter, opsomming
from communicatie.regels import Communicatieregels
from contacten.rolnamen import rolnaam

from . import plaatsen
from .model import (
    Actor,
    Analysepartij,
    EvaluatieVraag,
    Gevolg,
    InformatieRegel,
    Keuze,
    Lezing,
    OvergangRegel,
    Principe,
    Protocol,
    ScenarioRegel,
    SpoedRegel,
    StatusRegel,
    TaakRegel,
    Vraag,
    Weging,
)
from .model import TermijnRegel as MeldingTermijn

APP = "app"
# What the number of a reading is called.
LEZING = "Lezing"
IEDER_MOMENT = {"voor": "vóór het einde", "op": "op het einde", "na": "na het einde"}
# What no step brings, but the application itself sees.
MEDIA = {"stijging": "de aandacht in de media stijgt"}
OVERLEGGEN = {
    "gepland": "er wordt een overleg gepland, of er komt een genodigde bij",
    "gewijzigd": "een gepland overleg wordt verzet",
    "afgezegd": "een gepland overleg gaat niet door, of een genodigde hoeft niet meer te komen",
}
ACTIES = {
    "nadert": "een afgesproken actie moet bijna klaar zijn",
    "telaat": "een afgesproken actie is niet op tijd klaar",
}
OOK = {"": "", "genodigden": "wie voor het overleg is uitgenodigd", "houder": "wie de actie heeft"}
SPOED = {
    "aan": "de melding wordt spoed",
    "uit": "de melding is geen spoed meer",
    "stil": "bij spoed antwoordt niemand op een plek",
}
GEBEURTENISSEN = {
    "onderzoek_begonnen": "er begint een strafrechtelijk onderzoek",
    "onderzoek_klaar": "het strafrechtelijk onderzoek is klaar",
    "slot_dicht": "het slot op wat naar buiten gaat, gaat dicht",
    "slot_open": "het slot op wat naar buiten gaat, gaat open",
    "regie_verplaatst": "de regie gaat naar een ander",
    "pers_gekoppeld": "een persvraag wordt aan de melding gekoppeld",
    "pers_losgekoppeld": "een persvraag wordt losgekoppeld van de melding",
}
VAN_DE_APP = {
    "media": MEDIA,
    "overleg": OVERLEGGEN,
    "actie": ACTIES,
    "spoed": SPOED,
    "gebeurtenis": GEBEURTENISSEN,
}
# What no answer brings, but what the application itself sees: something is outside that should not be yet.
ZONDER_RECHT = "te_vroeg_naar_buiten"
PARTIJEN = {"partij_informeren": "een partij die bericht moet krijgen"}
VANZELF = {
    "bel_lege_zetel": "een bericht zonder ontvanger",
    "media_stijging": MEDIA["stijging"],
    "onrust_peilen": "er is onrust: elke dag opnieuw",
    **PARTIJEN,
}
GEMEENTEN = {
    "betrokken": "",
    "eigen": " van de gemeente waar het om gaat",
    "werkgebied": " van elke gemeente waar de aanbieder werkt",
    "overige": " van de andere gemeenten",
    "alle": " van alle gemeenten",
}
VOOR = {"": "", "leider": " die de leiding heeft", "anderen": " die niet de leiding heeft"}
WIE_LEIDT = {
    "werkgebied": "de gemeente waar de aanbieder werkt",
    "verblijf": "de gemeente waar de jeugdige verblijft",
    "woonplaats": "de gemeente volgens het woonplaatsbeginsel",
}
DEFINITIES = {"calamiteit": "Is het een calamiteit? Alle vragen ja", "geweld": "Is het geweld? Alle vragen ja"}
LIJSTEN = {
    "soort": "Soort gebeurtenis",
    "meldingssoort": "Soort melding",
    "melder": "Wie meldde",
    "categorie": "Categorie",
    "acuut": "Wat er nu speelt",
    "zorgcontext": "Zorg",
    "aanbiedersoort": "Soort aanbieder",
    "grondslag": "Grondslag",
    "plaatssoort": "Plaats",
    "overlegvorm": "Vorm van overleg",
    "forum": "Overleg voor de terugkoppeling",
    "bestuursorgaan": "Bestuur van de gemeente",
    "toezichthouder": "Toezichthouder",
    "partij": "Partij die meedoet",
    "geweldsvorm": "Vorm van geweld",
    "slachtoffer": "Tegen wie",
    "pleger": "Door wie",
    "kanaal": "Weg voor persoonsgegevens",
    "houding": "Houding tegenover de pers",
    "persbereik": "Bereik van het persbeleid",
    "igj_route": "Wat de inspectie doet",
}


@dataclass(frozen=True)
class Rij:
    """One rule for a reader. `rollen` are the roles it concerns; `groep` is its heading, "" for none; `regel` is all of
    it, also what is not shown."""

    code: str
    kop: str
    zin: str
    bron: str
    eisen: tuple[str, ...]
    gegevens: tuple[tuple[str, str], ...] = ()
    rollen: frozenset[str] = frozenset()
    groep: str = ""
    regel: Regel | None = None


def maak_rij(regel: Regel, kop: str, *gegevens: tuple[str, str], rollen: Iterable[str] = (), groep: str = "") -> Rij:
    """A row; particulars without a value are left out."""
    gevuld = tuple((naam, waarde) for naam, waarde in gegevens if waarde)
    return Rij(regel.code, kop, regel.zin, regel.bron, regel.eisen, gevuld, frozenset(rollen) - {APP}, groep, regel)


def staphulp(regel: StapRegel) -> tuple[tuple[str, str], ...]:
    """What a step says while it cannot be taken, and once it was."""
    return ("Kan het nog niet?", regel.kan_niet), ("Als het is gedaan", regel.gedaan)


def _rollen(protocol: Protocol, codes: Iterable[str]) -> str:
    return opsomming("de applicatie" if code == APP else protocol.rolnamen[code] for code in codes)


def _statusnamen(protocol: Protocol, codes: Iterable[str]) -> str:
    return opsomming(protocol.status_per_code[code].naam for code in codes)


def stapnamen(wet: Protocol | Communicatieregels, codes: Iterable[str]) -> str:
    """The names of these steps, in words."""
    return "; ".join(wet.stap_per_code[code].naam for code in codes)


def _voorwaarden(protocol: Protocol, namen: Iterable[str]) -> str:
    return "; ".join(_voorwaarde(protocol, naam) for naam in namen if naam)


def _voorwaarde(protocol: Protocol, naam: str) -> str:
    soort, _, code = naam.partition(":")
    if soort == "analyse":
        return f"de impactanalyse is ingediend: {protocol.partij_per_code[code].naam}"
    return f"taak klaar: {protocol.taak_per_code[code].naam}" if soort == "taak" else protocol.voorwaardenamen[naam]


def statusrij(protocol: Protocol, regel: StatusRegel) -> Rij:
    """A status: its step and the arrows that leave it."""
    verder = [o.naam for o in protocol.overgangen if regel.code in o.van]
    return maak_rij(regel, regel.naam, ("Stap", str(regel.stap)), ("Hierna kan", "; ".join(verder)))


def overgangrij(protocol: Protocol, regel: OvergangRegel) -> Rij:
    """An arrow, numbered as in the diagram: from, to, by whom, on which conditions."""
    per_van = (
        f"vanuit {protocol.status_per_code[van].naam}: {_rollen(protocol, rollen)}"
        for van, rollen in regel.door_per_van.items()
    )
    nummer = protocol.overgangen.index(regel) + 1
    return maak_rij(
        regel,
        f"{nummer}. {regel.naam}",
        ("Van", _statusnamen(protocol, regel.van) or "het begin"),
        ("Naar", _statusnamen(protocol, [regel.naar])),
        ("Door", "; ".join(per_van) or _rollen(protocol, regel.door)),
        ("Niet bereikbaar", "; ".join(_namens(protocol, *paar) for paar in regel.vervangt.items())),
        ("Altijd nodig", _voorwaarden(protocol, regel.vereist)),
        ("Verwacht (afwijken met een reden)", _voorwaarden(protocol, regel.verwacht)),
        ("Regie", f"gaat naar: {protocol.rolnamen.get(regel.regie, regel.regie)}" if regel.regie else ""),
        ("Reden", "altijd opschrijven" if regel.motivering == "verplicht" else ""),
        ("Mail van ervoor", _ingetrokken(protocol, regel)),
        *staphulp(regel),
        rollen=regel.door,
    )


def _namens(protocol: Protocol, rol: str, ander: str) -> str:
    return f"{protocol.rolnamen[rol]} namens {protocol.rolnamen[ander]}, met een reden"


def _ingetrokken(protocol: Protocol, regel: OvergangRegel) -> str:
    """What happens to mail that was planned before this arrow and has not gone out."""
    if not regel.trekt_berichten_in:
        return ""
    blijft = [r.zin for r in protocol.informatieregels if r.code in regel.berichten_blijven]
    behalve = f", behalve: {' '.join(blijft)}" if blijft else "."
    return f"wat nog niet is verstuurd, gaat niet meer weg{behalve}"


def scenariorij(protocol: Protocol, regel: ScenarioRegel) -> Rij:
    """A scenario: on which answers, and what it sets to do."""
    keuzes = {o.code for o in protocol.overgangen if protocol.scenario_na(o) == regel.code}
    taken = [taak.naam for taak in protocol.taken if keuzes & set(taak.bij)]
    return maak_rij(
        regel,
        regel.naam,
        ("Onrust of risico daarop", "ja" if regel.onrust else "nee"),
        *((met_hoofdletter(protocol.weging_van(woord).naam), woord.replace("_", " ")) for woord in regel.bij),
        ("Wie leidt", opsomming(WIE_LEIDT[woord] for woord in regel.leiding).replace(" en ", ", anders ")),
        ("Taken", "; ".join(taken)),
        (LEZING, regel.lezing),
    )


def informatierij(protocol: Protocol, regel: InformatieRegel) -> Rij:
    """A duty to inform: when, by whom, to whom, how."""
    taak = protocol.taak_per_code.get(regel.taak)
    ontvangers = opsomming([OOK[regel.ook], *(protocol.rolnamen[rol] for rol in regel.aan)])
    return maak_rij(
        regel,
        regel.zin,
        ("Wanneer", "; ".join(_aanleiding(protocol, aanleiding) for aanleiding in regel.bij)),
        ("Wie informeert", _rollen(protocol, [regel.door])),
        (
            "Wie het hoort",
            ontvangers + GEMEENTEN[regel.gemeenten] + (f", van de gemeente{VOOR[regel.voor]}" * bool(regel.voor)),
        ),
        ("Hoe", f"zelf, vastgelegd bij de taak: {taak.naam}" if taak else "mail uit deze applicatie"),
        ("Hoe lang ervoor", plaatsen.lengte(uren=regel.uren_vooraf) if regel.uren_vooraf else ""),
        ("Alleen als", _voorwaarden(protocol, [regel.als])),
        ("Alleen wie het dossier al ziet", "ja" if regel.alleen_kring else ""),
        ("Dossier", "gaat open voor wie het hoort" if regel.opent_dossier else ""),
        ("Daarna", "wie het hoort, hoort ook elk volgend besluit" if regel.uitkomst else ""),
        ("Bij spoed", f"bevestigen binnen {regel.spoed_minuten} minuten" if regel.spoed_minuten else ""),
        rollen=(regel.door, *regel.aan),
    )


def _aanleiding(protocol: Protocol, aanleiding: str) -> str:
    soort, _, rest = aanleiding.partition(":")
    if soort == "overgang":
        return protocol.stap_per_code[rest].naam
    if soort in VAN_DE_APP:
        return VAN_DE_APP[soort][rest]
    if soort == "telaat":
        return f"niet op tijd klaar: {protocol.taak_per_code[rest].naam}"
    if soort in {"gevolg", "voorbij"}:
        naam = protocol.gevolg_per_code[rest].naam
        begin = {"gevolg": "zodra vastligt" if rest == ZONDER_RECHT else "na het antwoord", "voorbij": "voorbij"}
        return f"{begin[soort]}: {in_een_zin(naam)}"
    if soort == "taak":
        return f"na de taak: {protocol.taak_per_code[rest].naam}"
    code, _, moment = rest.partition(":")
    return f"{protocol.termijn_per_code[code].naam}, {IEDER_MOMENT[moment]}"


def termijnrij(wet: Protocol | Communicatieregels, regel: TermijnRegel) -> Rij:
    """A term: how long, from what, to what, with which warnings."""
    eindigt = [stapnamen(wet, regel.stopt_bij)]
    if regel.stopt_bij_taak and isinstance(wet, Protocol):
        eindigt.insert(0, f"na de taak: {wet.taak_per_code[regel.stopt_bij_taak].naam}")
    return maak_rij(
        regel,
        regel.naam,
        ("Lengte", lengte(regel)),
        ("Bij spoed", _bij_spoed(regel)),
        ("Soort", "protocol" if regel.soort == "protocol" else "regioafspraak, geen protocoltermijn"),
        ("Begint bij", stapnamen(wet, regel.bij)),
        ("Telt vanaf", "de ontvangst" if regel.vanaf == "ontvangst" else ""),
        ("Eindigt bij", "; ".join(deel for deel in eindigt if deel)),
        ("Bewaakt door", rolnaam(regel.rol, wet.versie)),
        ("Alleen als", _als(wet, regel)),
        ("Waarschuwing", opsomming(wekkerzin(wekker) for wekker in regel.wekkers)),
        (LEZING, regel.lezing),
        rollen=[regel.rol],
    )


def _bij_spoed(regel: TermijnRegel) -> str:
    uren = regel.spoed_uren if isinstance(regel, MeldingTermijn) else 0
    return f"{plaatsen.lengte(uren=uren)} (regioafspraak)" if uren else ""


def _als(wet: Protocol | Communicatieregels, regel: TermijnRegel) -> str:
    if not isinstance(wet, Protocol) or not isinstance(regel, MeldingTermijn):
        return ""
    return _voorwaarden(wet, [regel.als])


def lengte(regel: TermijnRegel) -> str:
    """How long a term is, in words: "48 uur", "2 maanden", "1 werkdag", or until a day that somebody chooses."""
    if regel.gekozen:
        return "tot en met een gekozen dag"
    return plaatsen.lengte(regel.uren, regel.dagen, regel.werkdagen, regel.maanden)


def wekkerzin(wekker: WekkerRegel) -> str:
    """A warning in words: "op het einde", "2 uur ervoor", "3 dagen erna"."""
    if wekker.soort == "op":
        return "op het einde"
    if wekker.voor_vrije_dagen:
        return f"op de laatste werkdag vóór vrije dagen, {plaatsen.afstand(wekker.uren)} voor sluitingstijd"
    return f"{plaatsen.afstand(wekker.uren)} {'ervoor' if wekker.soort == 'voor' else 'erna'}"


def taakrijen(protocol: Protocol) -> Iterator[Rij]:
    """The tasks per role, in the order of the role names."""
    for rol, naam in protocol.rolnamen.items():
        yield from (_taak(protocol, taak, naam) for taak in protocol.taken if taak.rol == rol)


def _taak(protocol: Protocol, regel: TaakRegel, groep: str) -> Rij:
    termijn = protocol.termijn_per_code.get(regel.termijn)
    return maak_rij(
        regel,
        regel.naam,
        (
            "Ontstaat bij",
            stapnamen(protocol, regel.bij) or VANZELF.get(regel.code, "") or _na_antwoord(protocol, regel),
        ),
        ("En bij", "een wijziging van de gegevens" if regel.volgt_feiten else ""),
        _antwoorden(protocol, regel.antwoorden) if regel.antwoorden else ("", ""),
        ("Hoeveel", f"een per betrokken gemeente{VOOR[regel.voor]}" if regel.per == "gemeente" else ""),
        ("Binnen", f"{lengte(termijn)} ({termijn.naam})" if termijn else _binnen(regel)),
        ("Alleen als", _voorwaarden(protocol, [regel.als])),
        ("Herhalen", "kan vaker worden vastgelegd" if regel.herhaalbaar else ""),
        ("Uitgenodigd", _rollen(protocol, regel.genodigden)),
        rollen=[regel.rol],
        groep=groep,
    )


def _na_antwoord(protocol: Protocol, regel: TaakRegel) -> str:
    return "; ".join(f"het antwoord: {in_een_zin(g.naam)}" for g in protocol.gevolgen if regel.code in g.taken)


def _binnen(regel: TaakRegel) -> str:
    return f"{plaatsen.lengte(uren=regel.binnen_uren)} (regioafspraak)" if regel.binnen_uren else ""


def gevolgrij(protocol: Protocol, regel: Gevolg) -> Rij:
    """What an answer sets off: duties, a signal, and on which answers."""
    bij = [f"{vraag}: {optie.naam}" for vraag, optie in _alle_antwoorden(protocol) if optie.gevolg == regel.code]
    einde = protocol.taak_per_code[regel.tot].naam if regel.tot else ""
    return maak_rij(
        regel,
        regel.naam,
        ("Na het antwoord", "; ".join(bij)),
        ("Taken", "; ".join(protocol.taak_per_code[code].naam for code in regel.taken)),
        ("Signaal", f"bovenaan tot deze taak klaar is: {einde}" if einde else ""),
        ("De taak zelf", "blijft open" if regel.blijft_open else ""),
        rollen={protocol.taak_per_code[code].rol for code in regel.taken},
    )


def spoedrij(protocol: Protocol, regel: SpoedRegel) -> Rij:
    """What makes a melding urgent: on which facts, which terms get how long, who confirms within minutes."""
    termijnen = (protocol.termijn_per_code[code] for code in regel.termijnen)
    zinnen = [rij.zin for rij in protocol.informatieregels if rij.code in regel.dringend]
    return maak_rij(
        regel,
        regel.naam,
        ("Soort", "regioafspraak"),
        ("Bij een van", "; ".join(_spoedfeit(protocol, feit) for feit in regel.bij)),
        ("Termijnen", "; ".join(f"{in_een_zin(t.naam)}: {plaatsen.lengte(uren=t.spoed_uren)}" for t in termijnen)),
        ("Bevestigen binnen minuten", " ".join(zinnen)),
        (LEZING, regel.lezing),
    )


def _spoedfeit(protocol: Protocol, feit: str) -> str:
    soort, _, code = feit.partition(":")
    if soort == "signaal":
        return f"het signaal {in_een_zin(protocol.gevolg_per_code[code].naam)}"
    if soort == "antwoord":
        vraag, _, gegeven = code.partition(":")
        antwoorden = next((regel.antwoorden for regel in protocol.vragen if regel.code == vraag), ())
        return f"het antwoord: {in_een_zin(next((a.naam for a in antwoorden if a.code == gegeven), gegeven))}"
    naam = next((keuze.naam for keuze in protocol.keuzes_van(soort) if keuze.code == code), code)
    return f"{in_een_zin(LIJSTEN[soort])}: {in_een_zin(naam)}"


def _alle_antwoorden(protocol: Protocol) -> Iterator[tuple[str, Antwoord | Keuze]]:
    yield from ((vraag.zin, a) for vraag in protocol.vragen for a in vraag.antwoorden)
    yield from ((vraag.zin, a) for vraag in protocol.evaluatievragen for a in vraag.antwoorden)
    yield from ((taak.naam, a) for taak in protocol.taken for a in taak.antwoorden)
    yield from ((LIJSTEN.get(keuze.lijst, keuze.lijst), keuze) for keuze in protocol.keuzes)


def _vraag(protocol: Protocol, regel: Vraag) -> Rij:
    rol = protocol.partij_per_code[regel.analyse].rol
    groep = f"Impactanalyse: {protocol.rolnamen[rol]}"
    antwoorden = _antwoorden(protocol, regel.antwoorden)
    return maak_rij(regel, regel.zin, ("Uitleg", regel.hulp), antwoorden, rollen=[rol], groep=groep)


def partijrij(protocol: Protocol, regel: Analysepartij) -> Rij:
    """A party that analyses: who, how many, and who may record what it says by phone."""
    hoeveel = "een per betrokken gemeente" if regel.per == "gemeente" else "een per melding"
    namens = ("Vastleggen namens deze partij", _rollen(protocol, regel.namens))
    return maak_rij(
        regel, regel.naam, ("Wie", _rollen(protocol, [regel.rol])), ("Hoeveel", hoeveel), namens, rollen=[regel.rol]
    )


def wegingrij(protocol: Protocol, regel: Weging) -> Rij:
    """A subject that the adviser weighs, with its words from light to heavy."""
    woorden = " < ".join(woord.replace("_", " ") for woord in regel.woorden)
    twijfel = ("Oordelen de partijen verschillend", "reden voor twijfel" if regel.twijfel else "")
    return maak_rij(regel, met_hoofdletter(regel.naam), ("Van licht naar zwaar", woorden), twijfel)


def _evaluatievraag(protocol: Protocol, regel: EvaluatieVraag) -> Rij:
    antwoorden = _antwoorden(protocol, regel.antwoorden) if regel.antwoorden else ("Antwoord", "eigen woorden")
    return maak_rij(regel, regel.zin, antwoorden, groep="Evaluatie")


def _antwoorden(protocol: Protocol, antwoorden: Iterable[Antwoord]) -> tuple[str, str]:
    return ("Antwoorden", "; ".join(f"{antwoord.naam}{_leidt_tot(protocol, antwoord)}" for antwoord in antwoorden))


def _leidt_tot(protocol: Protocol, antwoord: Antwoord) -> str:
    gevolgen = [in_een_zin(gevolg.naam) for gevolg in protocol.gevolgen_van([antwoord])]
    return f" (zet in gang: {opsomming(gevolgen)})" if gevolgen else ""


def vraagrijen(protocol: Protocol) -> Iterator[Rij]:
    """The questions of the triage, of both analyses and of the evaluation."""
    yield from (maak_rij(c, c.zin, groep=f"Triage: {DEFINITIES[c.definitie]}") for c in protocol.criteria)
    yield from (_vraag(protocol, vraag) for vraag in protocol.vragen)
    yield from (_evaluatievraag(protocol, vraag) for vraag in protocol.evaluatievragen)


def keuzerijen(protocol: Protocol) -> Iterator[Rij]:
    """The choice lists, each under its own heading."""
    for lijst in dict.fromkeys(keuze.lijst for keuze in protocol.keuzes):
        for keuze in protocol.keuzes_van(lijst):
            altijd = ("Triage", "altijd meldingswaardig" if keuze.altijd_meldingswaardig else "")
            rij = maak_rij(keuze, keuze.naam, altijd, groep=LIJSTEN.get(lijst, lijst))
            yield replace(rij, code=f"{lijst}-{keuze.code}")


def lezingrij(protocol: Protocol, regel: Lezing) -> Rij:
    """A reading: what the paper leaves open and what we chose."""
    return maak_rij(regel, f"{regel.code}. {regel.onderwerp}")


def principerij(protocol: Protocol, regel: Principe) -> Rij:
    """A sentence of the frame."""
    return maak_rij(regel, regel.onderwerp)


def actorrij(protocol: Protocol, regel: Actor) -> Rij:
    """Who takes part: who that is, when, what it must know, how it deals with questions."""
    return maak_rij(
        regel,
        regel.naam,
        ("Wie", regel.wie),
        ("Wanneer", regel.wanneer),
        ("Moet weten", " ".join(regel.weten)),
        ("Bij vragen", " ".join(regel.omgaan)),
        rollen=regel.rollen,
    )
