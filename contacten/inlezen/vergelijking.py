"""What a handed-in list would change: a proposal, row by row, that writes nothing (R98, R101, R103).

It is about the seats of the gemeentelijke toegang, which is what Bijlage 1 lists. The proposal is a function of the
rows and of what the contact list says now, so that its digest tells whether someone still looks at the same proposal.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from contacten.bezetting import lokale_dag, lopend
from contacten.bezetting.volgorde import rangschik
from contacten.inlezen.invoer.cellen import kaal
from contacten.models import Bezetting, Contactpersoon, Gemeente
from contacten.organisaties import regio_gemeenten
from contacten.regio import ontbrekende_gemeenten
from contacten.rollen import Rol

from .herkenning import Bekend, Treffer, adres, als_bekend, herken
from .invoer import Rij
from .voorstel import BEEINDIG, LATEN, NIEUW, OVERSLAAN, Keuze, Regel, Soort, Verschil, Voorstel, gegevens, wijzig

KANALEN = ("telefoon", "mobiel", "email")


def vergelijk(rijen: Sequence[Rij], nu: datetime) -> Voorstel:
    """Return what these rows would change in the seats of the toegang at `nu` (aware); three queries, five with a place
    that is unknown, no writes."""
    gemeenten = {kaal(gemeente.naam): gemeente for gemeente in regio_gemeenten()}
    zetels = _zetels(nu)
    per_gemeente: dict[str, list[Rij]] = defaultdict(list)
    for rij in rijen:
        per_gemeente[_plaats(rij, gemeenten)].append(rij)
    elders = _elders(nu)
    geen_plaats = {} if set(per_gemeente) <= set(gemeenten) else _geen_plaats()
    regels: list[Regel] = []
    for plaats, groep in per_gemeente.items():
        gemeente = gemeenten.get(plaats)
        bezet = zetels.get(gemeente.pk, []) if gemeente else []
        regels += _van_gemeente(gemeente, groep, bezet, elders) if gemeente else _van_onbekende(groep, geen_plaats)
    regels = _zonder_tegenspraak(regels)
    regels += _verdwenen(regels, zetels, {gemeente.pk: gemeente for gemeente in gemeenten.values()}, nu)
    return Voorstel(tuple(rijen), tuple(regels))


def toegangszetels(nu: datetime) -> Iterable[Bezetting]:
    """Return the running seats of the toegang at `nu` (aware), the absent too, in order; one query."""
    return lopend(nu).filter(rol=Rol.TOEGANG, gemeente__isnull=False)


def _zetels(nu: datetime) -> dict[int, list[Bezetting]]:
    """Group the running seats by gemeente; a contact with two rows in one seat counts once."""
    gevonden: dict[int, dict[int, Bezetting]] = defaultdict(dict)
    for zetel in toegangszetels(nu):
        gevonden[zetel.gemeente_id or 0].setdefault(zetel.contactpersoon_id, zetel)
    return {gemeente: list(zetels.values()) for gemeente, zetels in gevonden.items()}


def _plaats(rij: Rij, gemeenten: dict[str, Gemeente]) -> str:
    naam = kaal(rij.gemeente)
    return naam if naam in gemeenten else naam.removeprefix("gemeente")


def _elders(nu: datetime) -> dict[str, Contactpersoon]:
    """Return the contacts that count at `nu`, by mail address."""
    geldig = Contactpersoon.objects.filter(Q(vervallen_op__isnull=True) | Q(vervallen_op__gt=nu)).exclude(email="")
    return {contact.email.casefold(): contact for contact in geldig.order_by("-pk")}


def _geen_plaats() -> dict[str, str]:
    """Return by name why a row of this place can only be passed over: not in the app yet, or gone up in another."""
    uit = {}
    for rij in ontbrekende_gemeenten():
        zin = f"{rij.naam} hoort bij deze regio, maar staat nog niet in de app. Voeg de gemeenten toe."
        uit[kaal(rij.naam)] = zin
    for oud in Gemeente.objects.filter(opvolger__isnull=False).select_related("opvolger"):
        uit[kaal(oud.naam)] = f"{oud} is opgegaan in {oud.opvolger}. Zet de rij bij {oud.opvolger}."
    return uit


def _waarom_onbekend(rij: Rij, geen_plaats: Mapping[str, str]) -> str:
    if not rij.gemeente:
        return "Er staat geen gemeente bij."
    naam = kaal(rij.gemeente)
    bekend = geen_plaats.get(naam) or geen_plaats.get(naam.removeprefix("gemeente"))
    return bekend or f"'{rij.gemeente}' is geen gemeente van deze regio."


def _van_onbekende(rijen: Iterable[Rij], geen_plaats: Mapping[str, str]) -> list[Regel]:
    """Return lines for rows of a place that is no gemeente of the region: they can only be passed over."""
    regels = []
    for rij in rijen:
        reden = _waarom_onbekend(rij, geen_plaats)
        regels.append(_twijfel(rij, None, [reden, *rij.twijfels], []))
    return regels


def _van_gemeente(
    gemeente: Gemeente, rijen: list[Rij], zetels: list[Bezetting], elders: dict[str, Contactpersoon]
) -> list[Regel]:
    gevuld = [rij for rij in rijen if not rij.is_leeg]
    if not gevuld:
        return [Regel(Soort.LEEG, f"rij-{rijen[0].nummer}", gemeente.naam, gemeente.pk, rij=rijen[0])]
    bekenden = [als_bekend(zetel.contactpersoon, gemeente.naam) for zetel in zetels]
    treffers = herken(gevuld, bekenden)
    regels = [_regel_voor(gemeente, rij, treffers.get(rij.nummer), elders) for rij in gevuld]
    return _met_volgorde(_zonder_dubbele(regels), zetels)


def _regel_voor(gemeente: Gemeente, rij: Rij, treffer: Treffer | None, elders: dict[str, Contactpersoon]) -> Regel:
    ander = elders.get(adres(rij)) if rij.email else None
    if treffer is None:
        return _nieuwe_regel(gemeente, rij, als_bekend(ander, gemeente.naam) if ander else None)
    verschillen = _verschillen(treffer.bekend.rij, rij)
    geleegd = [verschil.label for verschil in verschillen if verschil.veld in KANALEN and not verschil.nieuw]
    is_van_ander = ander and ander.pk != treffer.bekend.pk and any(verschil.veld == "email" for verschil in verschillen)
    bekend = _al_van(ander) if ander and is_van_ander else ""
    redenen = [
        treffer.reden,
        bekend,
        rij.bezwaar,
        *rij.twijfels,
        *[f"{label} is in deze lijst leeg." for label in geleegd],
    ]
    if verschillen and any(redenen):
        return _twijfel(rij, gemeente, redenen, [treffer.bekend], mag_nieuw=bool(treffer.reden))
    soort = Soort.GEWIJZIGD if verschillen else Soort.ONGEWIJZIGD
    regel = Regel(soort, f"rij-{rij.nummer}", gemeente.naam, gemeente.pk, _wie(rij), rij, treffer.bekend.pk)
    return replace(regel, verschillen=verschillen)


def _nieuwe_regel(gemeente: Gemeente, rij: Rij, ander: Bekend | None) -> Regel:
    """Return the line of a row that is no contact of this gemeente; its address may be known elsewhere."""
    bekend = _al_van(ander.contact) if ander else ""
    redenen = [bekend, rij.bezwaar, *rij.twijfels]
    if any(redenen):
        return _twijfel(rij, gemeente, redenen, [ander] if ander else [], mag_nieuw=True)
    return Regel(Soort.NIEUW, f"rij-{rij.nummer}", gemeente.naam, gemeente.pk, _wie(rij), rij)


def _al_van(ander: Contactpersoon) -> str:
    """What goes to this address goes to somebody else: who hands in the list says whether that is meant."""
    return f"Dit e-mailadres is al van {ander} ({ander.gemeente or 'regio'})."


def _twijfel(
    rij: Rij, gemeente: Gemeente | None, redenen: Iterable[str], mogelijk: list[Bekend], *, mag_nieuw: bool = False
) -> Regel:
    """Return a doubtful line; what cannot be stored can only be passed over."""
    keuzes = [Keuze(OVERSLAAN, "Overslaan: er verandert niets")]
    if gemeente and not rij.bezwaar:
        keuzes += [Keuze(wijzig(bekend.pk), f"Wijziging van {bekend.contact}") for bekend in mogelijk]
        keuzes += [Keuze(NIEUW, "Nieuw contact")] if mag_nieuw else []
    return Regel(
        soort=Soort.TWIJFEL,
        sleutel=f"rij-{rij.nummer}",
        gemeente=gemeente.naam if gemeente else rij.gemeente,
        gemeente_id=gemeente.pk if gemeente else None,
        wie=_wie(rij),
        rij=rij,
        contact_id=mogelijk[0].pk if mogelijk else None,
        verschillen=_verschillen(mogelijk[0].rij, rij) if mogelijk else (),
        redenen=tuple(dict.fromkeys(reden for reden in redenen if reden)),
        keuzes=tuple(keuzes),
    )


def _wie(rij: Rij) -> str:
    return rij.wie or rij.email or rij.mobiel or rij.telefoon or rij.functie or "onbekend"


def _verschillen(oud: Rij, nieuw: Rij) -> tuple[Verschil, ...]:
    """Return the fields that differ; capitals in a mail address are no difference."""
    paren = [("naam", oud.wie, nieuw.wie)]
    paren += [(veld, getattr(oud, veld), getattr(nieuw, veld)) for veld in ("functie", *KANALEN)]
    return tuple(
        Verschil(veld, was, wordt)
        for veld, was, wordt in paren
        if (was.casefold() != wordt.casefold() if veld == "email" else was != wordt)
    )


def _zonder_dubbele(regels: list[Regel]) -> list[Regel]:
    """Turn a new row that stands in the file twice into a question."""
    eerder: dict[tuple[str, ...], int] = {}
    uit: list[Regel] = []
    for regel in regels:
        nummer = regel.rij.nummer if regel.rij else 0
        eerste = eerder.setdefault(gegevens(regel.rij), nummer)
        is_dubbel = regel.soort == Soort.NIEUW and eerste != nummer
        keuzes = (Keuze(OVERSLAAN, "Overslaan: er verandert niets"), Keuze(NIEUW, "Nieuw contact"))
        reden = (f"Staat ook op regel {eerste}.",)
        uit.append(replace(regel, soort=Soort.TWIJFEL, redenen=reden, keuzes=keuzes) if is_dubbel else regel)
    return uit


def _met_volgorde(regels: list[Regel], zetels: list[Bezetting]) -> list[Regel]:
    """Add the change of order in the seat, as it will be when no doubtful row is taken over."""
    huidig = {zetel.contactpersoon_id: zetel.volgorde for zetel in zetels}
    tellen_mee = [regel for regel in regels if regel.soort != Soort.TWIJFEL or regel.contact_id in huidig]
    eenmaal = {regel.contact_id or regel.sleutel: regel for regel in reversed(tellen_mee)}
    op_rij = [regel for regel in tellen_mee if eenmaal[regel.contact_id or regel.sleutel] is regel]
    nummers, _ = rangschik([regel.contact_id for regel in op_rij], huidig)
    nieuw = {regel.sleutel: nummer for regel, nummer in zip(op_rij, nummers, strict=True)}
    return [_met_nummer(regel, huidig, nieuw.get(regel.sleutel, 0)) for regel in regels]


def _met_nummer(regel: Regel, huidig: dict[int, int], nummer: int) -> Regel:
    oud = huidig.get(regel.contact_id or 0, nummer)
    if regel.soort == Soort.TWIJFEL or oud == nummer:
        return regel
    verschil = Verschil("volgorde", str(oud), str(nummer))
    return replace(regel, soort=Soort.GEWIJZIGD, verschillen=(*regel.verschillen, verschil))


def _zonder_tegenspraak(regels: list[Regel]) -> list[Regel]:
    """Turn a change into a question when the file says something else of the same contact in another place."""
    gezegd: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for regel in regels:
        if regel.contact_id and not regel.keuzes:
            gezegd[regel.contact_id].add(gegevens(regel.rij))
    uit: list[Regel] = []
    for regel in regels:
        if regel.soort == Soort.GEWIJZIGD and len(gezegd[regel.contact_id or 0]) > 1:
            reden = ("Dit contact staat twee keer in de lijst, met verschillende gegevens.",)
            keuzes = (
                Keuze(OVERSLAAN, "Overslaan: er verandert niets"),
                Keuze(wijzig(regel.contact_id), "Deze gegevens zijn goed"),
            )
            uit.append(replace(regel, soort=Soort.TWIJFEL, redenen=reden, keuzes=keuzes))
        else:
            uit.append(regel)
    return uit


def _verdwenen(
    regels: list[Regel], zetels: dict[int, list[Bezetting]], gemeenten: dict[int, Gemeente], nu: datetime
) -> list[Regel]:
    """Return a line for each contact in a seat that no row names. It stays, unless someone chooses to end it."""
    genoemd = {(regel.gemeente_id, regel.contact_id) for regel in regels}
    bemand = {regel.gemeente_id for regel in regels if regel.soort != Soort.LEEG}
    dag = lokale_dag(nu)
    keuzes = (Keuze(LATEN, "Laten staan"), Keuze(BEEINDIG, "Beëindigen: hoort niet meer op deze plek"))
    return [
        Regel(
            soort=Soort.VERDWENEN,
            sleutel=f"weg-{zetel.pk}",
            gemeente=gemeenten[gemeente].naam,
            gemeente_id=gemeente,
            wie=str(zetel.contactpersoon),
            contact_id=zetel.contactpersoon_id,
            bezetting_id=zetel.pk,
            redenen=() if gemeente in bemand else (f"Zonder dit contact heeft {gemeenten[gemeente]} niemand.",),
            keuzes=keuzes,
        )
        for gemeente in sorted(zetels.keys() & gemeenten.keys(), key=lambda pk: gemeenten[pk].naam)
        for zetel in zetels[gemeente]
        if (gemeente, zetel.contactpersoon_id) not in genoemd and (zetel.tot_datum is None or zetel.tot_datum > dag)
    ]
