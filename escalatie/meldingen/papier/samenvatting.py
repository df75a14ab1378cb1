"""The summary for a wethouder, on one page: what happened, how bad, what is being done, who was told, what is asked of
you, and when the next moment is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from basis.taal import aantal, in_een_zin, met_hoofdletter, moment
from communicatie.familie import regie
from escalatie.meldingen.dossier.delen import Taakregel, Termijnregel
from escalatie.protocol.lezen import haal_communicatieregels

from .blad import GEVAAR, KLOK, VRAAG, Blad, Sectie
from .geheel import Geheel

TE_LAAT = "te_laat"
NIETS_GEVRAAGD = "Op dit moment wordt niets van u gevraagd."


def samenvatting(d: Geheel, nu: datetime) -> Blad:
    """The paper of this dossier at `nu` (aware), as its reader may read it."""
    return Blad(
        "Bestuurlijke samenvatting",
        d.melding.kenmerk,
        d.melding.onderwerp,
        f"Stand van {moment(nu)}. Voor wie bestuurlijk verantwoordelijk is. Zonder namen van personen.",
        (
            Sectie("Wat is er gebeurd?", feiten=tuple(_gebeurd(d))),
            Sectie(
                "Hoe ernstig is het?",
                regels=tuple(_ernst(d)),
                nadruk=GEVAAR if is_dringend(d) or op_gevaar(d.open_taken)[0] else "",
            ),
            _wat_wordt_gedaan(d),
            _wie_weet_het(d),
            Sectie("Wat wordt van u gevraagd?", regels=tuple(gevraagd(d)), leeg=NIETS_GEVRAAGD, nadruk=VRAAG),
            Sectie("Volgend moment", regels=(*momenten(d), *daarna(d)), leeg="Er staat geen moment vast.", nadruk=KLOK),
        ),
    )


def is_dringend(d: Geheel) -> bool:
    """Whether something is dangerous, urgent or late."""
    return bool(d.spoed or d.signalen or any(t.rest.toestand == TE_LAAT for t in d.termijnen))


def daarna(d: Geheel) -> Iterator[str]:
    """Which step comes next, who takes it, and what has to be there first."""
    for stap in d.vervolg:
        yield f"Volgende stap: {stap.naam} ({stap.wie}). {' '.join(_eerst(stap.eerst)) or stap.stand}"


def _eerst(zinnen: Iterable[str]) -> Iterator[str]:
    """What has to be there first. Of a list, and of what is said more than once, the number is enough for who leads:
    which they are, the dossier says."""
    per_kop: dict[str, list[str]] = {}
    for zin in zinnen:
        per_kop.setdefault(zin.partition(":")[0].rstrip("."), []).append(zin)
    for kop, gelijk in per_kop.items():
        if len(gelijk) > 1:
            yield f"{kop}: {len(gelijk)} dingen."
        else:
            yield f"{kop}." if any(teken.isdigit() for teken in kop) else gelijk[0]


def _gebeurd(d: Geheel) -> Iterator[tuple[str, str]]:
    gezegd = dict(d.feiten)
    for naam in ("Soort", "Categorie", "Gebeurd op", "Waar", "Aanbieder", "Betrokken gemeenten", "Beschrijving"):
        if tekst := gezegd.get(naam):
            yield naam, tekst


def _ernst(d: Geheel) -> Iterator[str]:
    """What is dangerous first; then how it was judged and where it stands."""
    for signaal in d.signalen:
        yield f"{signaal.naam}: {signaal.zin} Dit moet regelen: {signaal.wie}."
    if d.spoed:
        bellen = f" Nog te bereiken: {d.spoed.te_bellen}." if d.spoed.te_bellen else ""
        yield f"Spoed. {d.spoed.waarom}{bellen}"
    yield from _te_laat(d)
    if tekst := dict(d.feiten).get("Wat er nu speelt"):
        yield f"Wat er nu speelt: {tekst}."
    if regel := d.rijen.protocol.scenario_per_code.get(d.melding.scenario):
        yield f"{regel.naam}. {regel.zin}"
    status = d.rijen.protocol.status_per_code[d.melding.status]
    yield f"Stand: {status.naam}. {status.zin}"
    if d.leiding:
        yield d.leiding


def _te_laat(d: Geheel) -> Iterator[str]:
    """Each term that is past, and how many tasks are."""
    for termijn in d.termijnen:
        if termijn.rest.toestand == TE_LAAT:
            yield f"Te laat: {termijn.naam}, {termijn.rest.tekst}."
    if laat := len(op_gevaar(d.open_taken)[0]):
        yield f"{aantal(laat, 'taak is', 'taken zijn')} te laat."


def _wat_wordt_gedaan(d: Geheel) -> Sectie:
    """What is still to do, what is late first; else what was done last."""
    te_laat, rest = op_gevaar(d.open_taken)
    klaar = [t for t in d.gesloten_taken if t.taak.afgerond_op]
    regels = [taakzin(t) for t in (*te_laat, *rest)] + [f"Gedaan: {t.taak.titel}." for t in klaar[:3]]
    leeg = "Er staat geen werk open."
    return Sectie("Wat wordt eraan gedaan?", regels=tuple(regels), leeg=leeg, eerst=len(te_laat) + len(rest))


def op_gevaar(taken: list[Taakregel]) -> tuple[list[Taakregel], list[Taakregel]]:
    """The tasks that are late, and the others, each with what is due first in front; without a moment last."""
    op_tijd = sorted(taken, key=lambda t: (t.taak.uiterlijk_op is None, t.taak.uiterlijk_op or t.taak.gemaakt_op))
    te_laat = [t for t in op_tijd if t.rest and t.rest.toestand == TE_LAAT]
    return te_laat, [t for t in op_tijd if t not in te_laat]


def taakzin(regel: Taakregel) -> str:
    """What, by whom, before when."""
    waar = f" ({regel.taak.gemeente})" if regel.taak.gemeente and str(regel.taak.gemeente) not in regel.wie else ""
    return f"{regel.taak.titel.rstrip('.?!')}{waar}: {regel.wie}{_wanneer(regel)}."


def _wanneer(regel: Taakregel) -> str:
    return f", {dag}" if (dag := uiterlijk(regel)) else ""


def uiterlijk(regel: Taakregel) -> str:
    """Before when, and in capitals that it is late: on paper a colour says nothing. Empty without a moment."""
    if regel.rest is None:
        return ""
    return f"{'TE LAAT, ' if regel.rest.toestand == TE_LAAT else ''}{regel.rest.dag}"


def _wie_weet_het(d: Geheel) -> Sectie:
    """Who does not know yet first, then who knows."""
    gemist = Counter(regel.wie for regel in d.niet_bereikt)
    nog_niet = [f"Niet bereikt: {wie} ({aantal(n, 'bericht', 'berichten')})." for wie, n in gemist.items()]
    wel: list[str] = []
    for weet_het, zin in (*_volgorde(d), *_partijen(d), _igj(d)):
        (wel if weet_het else nog_niet).append(zin)
    return Sectie("Wie weet het?", regels=(*nog_niet, *wel), eerst=len(nog_niet))


def _volgorde(d: Geheel) -> Iterator[tuple[bool, str]]:
    return ((schakel.toestand == "klaar", f"{schakel.naam}: {schakel.sub}.") for schakel in d.communicatie.volgorde)


def _partijen(d: Geheel) -> Iterator[tuple[bool, str]]:
    """The parties that know or must know; the family is said by the order."""
    for rij in (regel.rij for regel in d.partijen if not regel.weg and not regel.rij.betrokkene):
        naam = met_hoofdletter(f"{rij.partij} ({rij.gemeente})" if rij.gemeente else rij.partij)
        if rij.geinformeerd_op:
            yield True, f"{naam}: weet het sinds {moment(rij.geinformeerd_op)}."
        elif rij.moet_geinformeerd:
            yield False, f"{naam}: moet het nog horen."


def _igj(d: Geheel) -> tuple[bool, str]:
    op = moment(d.melding.gemeld_igj_op)
    return bool(op), f"Inspectie: {f'gemeld op {op}' if op else 'nog geen melding bekend'}."


def gevraagd(d: Geheel) -> Iterator[str]:
    """What a bestuurder does or leaves now: whether anything may go outside, who speaks, whom to tell."""
    if d.communicatie.onderzoek:
        yield f"Zeg niets naar buiten. Er loopt een strafrechtelijk onderzoek: {d.communicatie.onderzoek} beslist."
    elif not d.communicatie.wist_familie:
        yield "Zeg nog niets naar buiten. Eerst horen de jeugdige en de familie het."
    elif d.communicatie.is_dicht_elders:
        yield "Zeg nog niets naar buiten. Een andere melding over hetzelfde houdt het slot dicht."
    if d.melding.is_open():
        yield f"Verwijs vragen van de pers naar: {_regie(d)}."
    regels = d.rijen.protocol.taak_per_code
    for taak in d.open_taken:
        regel = regels.get(taak.taak.code)
        if regel and regel.matrix and regel.vorm == "informering":
            yield f"Spreek af met {taak.wie}: {in_een_zin(taak.taak.titel)}{_wanneer(taak)}."


def _regie(d: Geheel) -> str:
    """Who directs the communication now, in words."""
    regels = haal_communicatieregels(d.melding.protocol_versie)
    nu = regie.huidige(d.melding)
    volgens = regie.volgens_protocol(d.melding, regels, loopt_onderzoek=bool(d.communicatie.onderzoek))
    return (regels.regierol_per_code.get(nu.wie, volgens) if nu else volgens).naam


def _termijnzin(op: datetime, termijn: Termijnregel) -> str:
    """A moment that is past is no next one: it says what should have been ready."""
    if termijn.rest.toestand == TE_LAAT:
        return f"{termijn.naam} had klaar moeten zijn op {moment(op)} ({termijn.rest.tekst})."
    return f"{moment(op)}: {termijn.naam} ({termijn.rest.tekst})."


def momenten(d: Geheel) -> Iterator[str]:
    """The terms that run and the meetings that are planned, the first first."""
    regels = [(t.vervalt_op, d.termijnen[plek]) for plek, t in enumerate(d.rijen.lopende_termijnen)]
    rijen = [(op, _termijnzin(op, t)) for op, t in regels]
    rijen += [
        (op, f"{moment(op)}: {regel.overleg.soort}. {regel.telling}.")
        for regel in d.overleggen.gepland
        if (op := regel.overleg.gepland_op)
    ]
    yield from (zin for _, zin in sorted(rijen))
