"""The whole dossier on paper, as its reader may read it: nothing is folded, what is done stands with what is open."""

from collections.abc import Iterator
from datetime import datetime

from basis.momenten import Moment
from basis.taal import met_hoofdletter, moment, opsomming, vindplaats
from escalatie.meldingen.bewijs.regels import minuut
from escalatie.meldingen.dossier.delen import Taakregel
from escalatie.models import TaakStatus

from .blad import GEVAAR, KLOK, Blad, Sectie, overlegkop, tabel
from .geheel import Geheel
from .samenvatting import gevraagd, is_dringend, momenten, op_gevaar, uiterlijk
from .verslagen import adviessecties, antwoorden


def heel(d: Geheel, nu: datetime) -> Blad:
    """The paper of this dossier at `nu` (aware)."""
    secties = (_nu, _stappen, _feiten, _analyses, _per_gemeente, _taken, _overleggen, _communicatie, _slot)
    return Blad(
        "Dossier",
        d.melding.kenmerk,
        d.lead,
        f"Stand van {moment(nu)}, zoals de rol van wie dit maakte het leest. Zonder namen van personen.",
        tuple(sectie for maak in secties for sectie in maak(d)),
    )


def _nu(d: Geheel) -> Iterator[Sectie]:
    signalen = tuple(f"{s.naam}: {s.zin} Dit moet regelen: {s.wie}." for s in d.signalen)
    spoed = (f"Spoed. {d.spoed.waarom}",) if d.spoed else ()
    nu = (f"{d.wat_nu.kop} {d.wat_nu.zin}", *([d.leiding] if d.leiding else []))
    yield Sectie("Waar het nu staat", regels=(*signalen, *spoed, *nu), nadruk=GEVAAR if is_dringend(d) else "")
    yield Sectie("Volgende momenten", regels=tuple(momenten(d)), leeg="Er staat geen moment vast.", nadruk=KLOK)
    verder = [(stap.naam, stap.wie, stap.stand) for stap in d.vervolg]
    yield tabel("Hoe het verdergaat", ("Volgende stap", "Wie", "Wat er nog voor nodig is"), verder)
    yield Sectie("Naar buiten", regels=tuple(gevraagd(d)))


def _stappen(d: Geheel) -> Iterator[Sectie]:
    """The road, the steps behind and those to come alike."""
    woorden = {"klaar": "gedaan", "nu": "nu", "straks": "nog niet"}
    rijen = [(halte.naam, woorden.get(halte.toestand, halte.toestand), halte.sub) for halte in d.stappen]
    yield tabel("De weg van deze melding", ("Stap", "Stand", "Wanneer"), rijen)


def _feiten(d: Geheel) -> Iterator[Sectie]:
    yield Sectie("De melding", feiten=tuple(d.feiten))
    yield tabel("Vragen bij de triage", ("Vraag", "Antwoord"), d.criteria)
    gemeld = [(met_hoofdletter(tijd.ontvanger), tijd.zin) for tijd in d.meldtijden]
    yield tabel("Gemeld door de aanbieder", ("Bij wie", "Wanneer"), gemeld)


def _analyses(d: Geheel) -> Iterator[Sectie]:
    for regel in d.analyses:
        analyse, kop = regel.analyse, f"Impactanalyse: {regel.analyse.naam}"
        if not analyse.is_definitief():
            yield Sectie(kop, regels=("Nog niet ingediend.",))
        elif regel.mag_lezen:
            yield tabel(kop, ("Vraag", "Antwoord"), antwoorden(analyse, d))
        else:
            yield tabel(kop, ("Vraag", "Antwoord"), regel.kort, "Ingediend.")


def _per_gemeente(d: Geheel) -> Iterator[Sectie]:
    if d.matrix:
        kolommen = ("Gemeente", *(naam for _, naam in d.matrix.kolommen))
        rijen = [
            (naam, *(", ".join(filter(None, [cel.woord, cel.toelichting])) for cel in cellen))
            for naam, cellen in d.matrix.rijen
        ]
        yield tabel("Per gemeente", kolommen, rijen)


def _taken(d: Geheel) -> Iterator[Sectie]:
    te_laat, rest = op_gevaar(d.open_taken)
    open_ = [(t.taak.titel, t.wie, uiterlijk(t), vindplaats(t.bron)) for t in (*te_laat, *rest)]
    yield tabel("Nog te doen", ("Taak", "Wie", "Wanneer", "Waarom"), open_, "Er staat geen taak open.")
    klaar = [(t.taak.titel, t.wie, *_einde(t), vindplaats(t.bron)) for t in d.gesloten_taken]
    yield tabel("Gedaan of niet meer nodig", ("Taak", "Wie", "Stand", "Wanneer", "Waarom"), klaar)


def _einde(regel: Taakregel) -> tuple[str, str]:
    woord = "gedaan" if regel.taak.status == TaakStatus.AFGEROND else "niet meer nodig"
    return woord, minuut(regel.taak.afgerond_op) if regel.taak.afgerond_op else ""


def _overleggen(d: Geheel) -> Iterator[Sectie]:
    for regel in (*d.overleggen.gepland, *d.overleggen.geweest):
        overleg = regel.overleg
        wanneer = moment(overleg.gehouden_op or overleg.gepland_op)
        feiten = [("Stand", f"{overleg.get_status_display()}, {wanneer}")]
        feiten += [("Genodigd", "\n".join(f"{g.naam}: {g.stand}" for g in regel.genodigden))] * bool(regel.genodigden)
        if regel.mag_lezen:
            gezegd = (("Uitkomst", overleg.uitkomst), ("Afspraken", overleg.afspraken))
            feiten += [(naam, tekst) for naam, tekst in gezegd if tekst]
        yield Sectie(overlegkop(overleg.soort), feiten=tuple(feiten))


def _communicatie(d: Geheel) -> Iterator[Sectie]:
    partijen = [
        (
            met_hoofdletter(f"{regel.rij.partij} ({regel.rij.gemeente})" if regel.rij.gemeente else regel.rij.partij),
            "ja" if regel.rij.is_betrokken else "nee",
            " ".join(filter(None, [_bericht(regel.rij), regel.hoe, regel.weg])),
        )
        for regel in d.partijen
    ]
    yield tabel("Partijen", ("Partij", "Betrokken", "Bericht"), partijen)
    berichten = [(wanneer, wie, waarover, stand) for (wanneer, waarover, stand), wie in _berichten(d)]
    yield tabel("Berichten van de app", ("Gepland", "Aan", "Waarover", "Stand"), berichten)
    yield from adviessecties(d, "Communicatieadvies: ")


def _berichten(d: Geheel) -> Iterator[tuple[tuple[str, str, str], str]]:
    """The messages in one line for all who got the same at the same moment, with how it stands with each."""
    samen: dict[tuple[str, str, str], list[str]] = {}
    for regel in d.berichten:
        stand = met_hoofdletter(regel.bericht.get_status_display())
        samen.setdefault((minuut(regel.bericht.gepland_op), regel.waarover, stand), []).append(regel.wie)
    for wat, wie in samen.items():
        yield wat, met_hoofdletter(opsomming(dict.fromkeys(wie)))


def _bericht(rij: object) -> str:
    op = getattr(rij, "geinformeerd_op", None)
    if op:
        return f"weet het, {minuut(op)}"
    return "moet het nog horen" if getattr(rij, "moet_geinformeerd", False) else "niet nodig"


def _slot(d: Geheel) -> Iterator[Sectie]:
    yield tabel("Rapport van de inspectie", ("Wie", "Stand", "Verbeterpunten"), d.rapporten)
    yield tabel("Evaluatie", ("Vraag", "Antwoord"), d.evaluatie)
    rijen = [_moment(gebeurd) for gebeurd in reversed(d.tijdlijn.momenten)]
    yield tabel("Verloop, het oudste eerst", ("Wanneer", "Wat", "Door"), rijen)


def _moment(gebeurd: Moment) -> tuple[str, str, str]:
    anders = [f"{w.naam}: {w.oud or 'niets'} werd {w.nieuw or 'niets'}" for w in gebeurd.velden]
    return minuut(gebeurd.op), "\n".join(filter(None, [gebeurd.tekst, gebeurd.toelichting, *anders])), gebeurd.door
