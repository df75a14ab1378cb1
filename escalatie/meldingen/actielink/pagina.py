"""What somebody without an account reads behind the link in a mail: what it is about, before when, and what to do.

No fact of the case: the kenmerk, what the protocol says of this message and of the duties of this seat, and whom to
phone.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.taal import opsomming
from calamiteiten.models import Impactanalyse
from communicatie.models import OOK_VOOR, Actielink, Informeermoment, Uiting
from communicatie.post import actielinks
from contacten.bijhouden.verzoeken import LinkWerktNiet
from contacten.models import Linkhouder
from contacten.personen.wederhelft import plekken_van, zetel_van_plek
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import opvolging, overleggen
from escalatie.draaiboek.bevoegdheid import OPVOLGERS, is_eigen_taak
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.draaiboek.partijen import PARTIJ_INFORMEREN
from escalatie.draaiboek.taken import ACTIE
from escalatie.meldingen.analyse.blad import Regel, antwoordregels
from escalatie.meldingen.analyse.forms import AnalyseForm
from escalatie.meldingen.beoordeling.forms import BevestigForm
from escalatie.meldingen.communicatie import communiceren
from escalatie.meldingen.communicatie.communiceren import Taakrijen, mag_eigen
from escalatie.meldingen.communicatie.forms import FORMULIEREN, InformeerForm, UitingForm, Vraagstuk
from escalatie.meldingen.taken.forms.fasen import VORMEN
from escalatie.meldingen.taken.forms.taken import Context, TaakForm
from escalatie.models import Overleg, Taak, TaakStatus
from escalatie.persvragen.informatie import Antwoordroute, antwoordroute
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.model import Protocol, TaakRegel

from .handelen import analyse_van, is_eigen_uitspraak

ANDERS = "U kreeg een bericht over deze melding."
# What people agreed, or decided on, is named in their own words: those stay in the dossier.
AFGESPROKEN = "Een actie die met u is afgesproken"
# The forms that ask and do not tell: none of them shows a fact of the case.
MET_LINK = frozenset(
    {
        *("afvinken", "verslag", "overleg", "contact_inspectie", "informering", "inspectierapport"),
        *("keuze", "geregeld", "terugkoppeling"),
    }
)
# The forms with a page of their own: what a duty asks, the name of that page, and what stands on its button. None of
# them shows what is known of the case: the reader fills in what he knows himself.
ANALYSE, OORDEEL = "analyse", "beoordeling"
EIGEN = {ANALYSE: ("actielink_analyse", "Invullen"), OORDEEL: ("actielink_scenario", "Antwoorden")}


@dataclass(frozen=True)
class Actie:
    """Something to do from this page: what it is called, before when (aware; None: no term), where (""; not by link),
    and what stands on its button."""

    naam: str
    uiterlijk_op: datetime | None = None
    url: str = ""
    knop: str = ""


@dataclass(frozen=True)
class Elders:
    """A duty of this person in another zaak, which has a link of its own: which zaak, what it is called, before when
    (aware; None: no term)."""

    kenmerk: str
    naam: str
    uiterlijk_op: datetime | None


@dataclass(frozen=True)
class Gedaan:
    """Something that this person recorded by link: what, when, and where it is taken back ("": it lies fixed)."""

    naam: str
    op: datetime
    terug_url: str = ""


@dataclass(frozen=True)
class Actiepagina:
    """Everything on the page. `bevestigen_voor_op`: None when nobody waits for an answer (any more). `gedaan`: what
    this person recorded by link, with when. `acties`: what there is to do, in the order of the page. `overleg`: what
    this invites to, while it is planned; `komt`: what was answered (None: nothing yet). `ook`: what this gemeente
    records of its own accord, with where."""

    kenmerk: str
    wie: str
    zinnen: list[str]
    bevestigd_op: datetime | None
    bevestigen_voor_op: datetime | None
    acties: list[Actie]
    gedaan: list[Gedaan]
    route: Antwoordroute
    ander_url: str
    overleg: Overleg | None = None
    komt: bool | None = None
    elders: tuple[Elders, ...] = ()
    ook: tuple[Actie, ...] = ()


def actiepagina(link: Actielink, token: str, nu: datetime) -> Actiepagina:
    """The page of this link at `nu` (aware); `token` is what its address holds."""
    bericht = link.bericht
    protocol = haal_protocol(bericht.zaak.protocol_versie if bericht.zaak else "")
    gevraagd = list(opvolging.gevraagd_aan_plek(link))
    overleg, komt = _uitnodiging(link)
    houders = actielinks.houders(link, nu)
    is_open = bool(bericht.melding and bericht.melding.is_open())
    return Actiepagina(
        kenmerk=bericht.zaak.kenmerk if bericht.zaak else "",
        wie=_plek(houders, protocol),
        zinnen=_zinnen(protocol, [bericht.regel, *(rij.regel for rij in gevraagd)]),
        bevestigd_op=link.gebruikt_op if not gevraagd else None,
        bevestigen_voor_op=min((r.bevestigen_voor_op for r in gevraagd if r.bevestigen_voor_op), default=None),
        acties=list(_acties(link, token, protocol, houders)),
        gedaan=list(_gedaan(link, token, protocol)),
        route=antwoordroute(nu),
        ander_url=reverse("actielink_ander", args=[token]) if is_open else "",
        overleg=overleg,
        komt=komt,
        elders=_elders(link, nu),
        ook=tuple(_ook(link, token)),
    )


def _plek(houders: list[Linkhouder], protocol: Protocol) -> str:
    """The seat of who reads this, of each gemeente that it is for."""
    plaatsen = opsomming(sorted(str(houder.gemeente) for houder in houders if houder.gemeente))
    return f"{rolnaam(houders[0].rol, protocol.versie)} {plaatsen}".strip()


def _elders(link: Actielink, nu: datetime) -> tuple[Elders, ...]:
    """What this person still has to do in other meldingen, the first due in front: as much as the page behind the link
    to each of those says, and no more. Only of seats that this person fills now, and while that link works: it is not a
    way in there."""
    geldig = Actielink.objects.filter(
        contactpersoon=link.contactpersoon_id, ingetrokken_op__isnull=True, verloopt_op__gt=nu
    )
    hier = link.bericht.zaak_id
    zetels = (zetel_van_plek(rij) for rij in plekken_van(link.contactpersoon, nu))
    plekken = {(rol, gemeente) for rol, gemeente, _ in zetels}
    paren = geldig.exclude(bericht__zaak=hier).values_list("bericht__zaak", "bericht__rol", "bericht__gemeente")
    met_link = {(zaak, rol, gemeente) for zaak, rol, gemeente in paren if (rol, gemeente) in plekken}
    rijen = Taak.objects.filter(zaak__in={zaak for zaak, _, _ in met_link}, status=TaakStatus.OPEN)
    rijen = rijen.exclude(code=BELTAAK).select_related("zaak").order_by("uiterlijk_op", "pk")
    eigen = [taak for taak in rijen if _is_van(taak, met_link)]
    regels = {taak.pk: haal_protocol(taak.zaak.protocol_versie).taak_per_code.get(taak.code) for taak in eigen}
    return tuple(Elders(taak.zaak.kenmerk, _naam(taak, regels[taak.pk]), taak.uiterlijk_op) for taak in eigen)


def _is_van(taak: Taak, plekken: Collection[tuple[Any, Any, Any]]) -> bool:
    """Whether this duty is of one of these seats; one without a gemeente is of each seat of its role."""
    hier = (taak.zaak_id, taak.rol)
    return any((zaak, rol) == hier and taak.gemeente_id in {None, gemeente} for zaak, rol, gemeente in plekken)


def _zinnen(protocol: Protocol, codes: Iterable[str]) -> list[str]:
    """One click answers for all that this seat was told, so all of it is said."""
    per_code = {regel.code: regel.zin for regel in protocol.informatieregels}
    return list(dict.fromkeys(per_code[code] for code in codes if code in per_code)) or [ANDERS]


def _uitnodiging(link: Actielink) -> tuple[Overleg | None, bool | None]:
    """The meeting that this link invites to, and what was answered."""
    genodigde = overleggen.uitnodiging_van(link)
    if genodigde is None:
        return None, None
    gezegd = overleggen.geldend(genodigde, genodigde.overleg)
    return genodigde.overleg, gezegd.komt if gezegd else None


@dataclass(frozen=True)
class Taakpagina:
    """One duty, to be recorded by link."""

    kenmerk: str
    wie: str
    naam: str
    zin: str
    uiterlijk_op: datetime | None
    taak: Taak
    vorm: str
    route: Antwoordroute


def taakpagina(link: Actielink, nummer: int, nu: datetime, vormen: Collection[str] = MET_LINK) -> Taakpagina | None:
    """The page of this duty of the seat of this link at `nu` (aware); None when it is none, done, or not of one of
    these forms."""
    taak = next((t for t in _taken(link, actielinks.houders(link, nu)) if t.pk == nummer), None)
    protocol = haal_protocol(link.bericht.zaak.protocol_versie if link.bericht.zaak else "")
    if taak is None or not _kan_met_link(taak, protocol) or _vorm(taak, protocol) not in vormen:
        return None
    regel = protocol.taak_per_code.get(taak.code)
    return Taakpagina(
        kenmerk=taak.zaak.kenmerk,
        wie=_plek([actielinks.houder_voor(link, taak.gemeente, nu)], protocol),
        naam=_naam(taak, regel),
        zin=regel.zin if regel else "",
        uiterlijk_op=taak.uiterlijk_op,
        taak=taak,
        vorm=_vorm(taak, protocol),
        route=antwoordroute(nu),
    )


def maak_form(pagina: Taakpagina, nu: datetime, data: Any = None) -> TaakForm:
    """The form of this duty, as the app has it. Leave through a lock is not asked: that is given in the dossier."""
    protocol = haal_protocol(pagina.taak.zaak.protocol_versie)
    return VORMEN[pagina.vorm](Context(pagina.taak, protocol, True, nu, {}), data)


@dataclass(frozen=True)
class Analyseblad:
    """The impactanalyse of this seat without what the region looked up beside it; `regels`: what stands in it now."""

    analyse: Impactanalyse
    regels: list[Regel]

    def form(self, data: Any = None) -> AnalyseForm:
        """The form, as the app has it."""
        protocol = haal_protocol(self.analyse.melding.protocol_versie)
        return AnalyseForm(data, analyse=self.analyse, protocol=protocol)


def analyseblad(pagina: Taakpagina) -> Analyseblad:
    """What this seat has of its own analysis. Raises Geweigerd when there is none."""
    analyse = analyse_van(pagina.taak)
    # The facts beside the questions are of other meldingen: those are read in the dossier.
    analyse.feiten = {}
    vragen = haal_protocol(analyse.melding.protocol_versie).vragen_van(analyse.soort)
    return Analyseblad(analyse, antwoordregels(vragen, analyse.antwoorden, analyse.toelichtingen, {}))


def scenarioform(pagina: Taakpagina, data: Any = None) -> BevestigForm:
    """The form with which this seat confirms, without the advice: that is read in the dossier."""
    taak = pagina.taak
    if taak.gemeente is None:
        raise LinkWerktNiet(actielinks.NIET_MEER)
    form = BevestigForm(haal_protocol(taak.zaak.protocol_versie), taak.gemeente, data=data)
    del form.fields["gemeente"]
    return form


def feitform(link: Actielink, feit: str, nu: datetime, data: Any = None) -> InformeerForm | UitingForm | None:
    """The form with which this gemeente says whom it told, or what it brought outside (R85, R104), as the app has it
    and without a fact of the case; None when this seat records no such thing (here any more). Who fills the seat of
    more gemeenten says of which."""
    melding, wie = link.bericht.melding, actielinks.houder(link)
    if melding is None or not mag_eigen(wie, feit, melding):
        return None
    regels = haal_communicatieregels(melding.protocol_versie)
    hier = tuple(een.gemeente for een in actielinks.houders(link, nu) if een.gemeente)
    begin = {"gemeente": wie.gemeente} if len(hier) == 1 else {}
    form = FORMULIEREN[feit](Vraagstuk(melding, wie, nu, regels, begin, gemeenten=hier), data)
    return form if isinstance(form, InformeerForm | UitingForm) else None


def _ook(link: Actielink, token: str) -> Iterator[Actie]:
    melding, wie = link.bericht.melding, actielinks.houder(link)
    for code, form in FORMULIEREN.items():
        if melding and mag_eigen(wie, code, melding):
            yield Actie(form.TITEL, None, reverse("actielink_communicatie", args=[token, code]), "Vastleggen")


def _taken(link: Actielink, houders: list[Linkhouder]) -> list[Taak]:
    """The open duties of this seat; a telephone task is for who keeps the list at hand."""
    rijen = Taak.objects.filter(zaak=link.bericht.zaak_id, rol=link.bericht.rol, status=TaakStatus.OPEN)
    rijen = rijen.exclude(code=BELTAAK).select_related("zaak__als_melding", "gemeente")
    return [taak for taak in rijen if any(is_eigen_taak(houder, taak) for houder in houders)]


def _acties(link: Actielink, token: str, protocol: Protocol, houders: list[Linkhouder]) -> Iterator[Actie]:
    for taak in _taken(link, houders):
        naam = _naam(taak, protocol.taak_per_code.get(taak.code))
        if taak.gemeente and len(houders) > 1:
            naam = f"{naam} ({taak.gemeente})"
        if _kan_met_link(taak, protocol):
            vorm = _vorm(taak, protocol)
            gewoon = ("actielink_taak", "Antwoorden" if vorm == "keuze" else "Gedaan")
            adres, knop = EIGEN.get(vorm, gewoon)
            yield Actie(naam, taak.uiterlijk_op, reverse(adres, args=[token, taak.pk]), knop)
        else:
            yield Actie(naam, taak.uiterlijk_op)


def is_gedaan(link: Actielink, nummer: int) -> bool:
    """Whether who has this link recorded this duty already: the same form comes twice, or somebody goes back."""
    return _eigen_werk(link).filter(pk=nummer).exists()


def _eigen_werk(link: Actielink) -> QuerySet[Taak]:
    gemeenten = Q(gemeente=link.bericht.gemeente_id) | Q(gemeente__in=link.bericht.gegevens.get(OOK_VOOR, []))
    rijen = Taak.objects.filter(gemeenten, zaak=link.bericht.zaak_id, rol=link.bericht.rol)
    gedaan = rijen.filter(status=TaakStatus.AFGEROND, afgerond_door_contact=link.contactpersoon_id)
    return gedaan.order_by("afgerond_op")


def terug_te_nemen(link: Actielink, nummer: int) -> Taak | None:
    """The finished duty with this number, when what this person said with it can still be taken back."""
    taak = _eigen_werk(link).select_related("zaak__als_melding", "gemeente").filter(pk=nummer).first()
    return taak if taak and is_eigen_uitspraak(link, taak) and _is_laatste(taak) else None


def _is_laatste(taak: Taak) -> bool:
    """Whether nothing was asked of this seat again since."""
    later = Taak.objects.filter(zaak=taak.zaak_id, code=taak.code, gemeente=taak.gemeente_id, pk__gt=taak.pk)
    return not later.exists()


def _gedaan(link: Actielink, token: str, protocol: Protocol) -> Iterator[Gedaan]:
    for taak in _eigen_werk(link).select_related("zaak__als_melding", "gemeente"):
        if taak.afgerond_op:
            kan = is_eigen_uitspraak(link, taak) and _is_laatste(taak)
            terug = reverse("actielink_terug", args=[token, taak.pk]) if kan else ""
            yield Gedaan(_naam(taak, protocol.taak_per_code.get(taak.code)), taak.afgerond_op, terug)
    yield from _verteld(link, token)


@dataclass(frozen=True)
class Terugpagina:
    """What this person said and takes back: of which duty, and for whom."""

    kenmerk: str
    wie: str
    naam: str
    op: datetime | None
    route: Antwoordroute


def terugpagina(link: Actielink, taak: Taak, nu: datetime) -> Terugpagina:
    """The page on which this finished duty is taken back, at `nu` (aware)."""
    protocol = haal_protocol(taak.zaak.protocol_versie)
    naam = _naam(taak, protocol.taak_per_code.get(taak.code))
    plek = _plek([actielinks.houder_voor(link, taak.gemeente, nu)], protocol)
    return Terugpagina(taak.zaak.kenmerk, plek, naam, taak.afgerond_op, antwoordroute(nu))


def feitterugpagina(link: Actielink, soort: str, nummer: int, nu: datetime) -> Terugpagina | None:
    """The page on which something that this person recorded of his own accord is taken back; None when it is none."""
    melding = link.bericht.melding
    rij = communiceren.eigen_feit(melding, soort, nummer, actielinks.houder(link)) if melding else None
    if melding is None or not isinstance(rij, Informeermoment | Uiting):
        return None
    houders = actielinks.houders(link, nu)
    if isinstance(rij, Informeermoment):
        houders = [actielinks.houder_voor(link, rij.informering.gemeente, nu)]
    plek = _plek(houders, haal_protocol(melding.protocol_versie))
    return Terugpagina(melding.kenmerk, plek, _wat(rij), rij.vastgelegd_op, antwoordroute(nu))


def _wat(rij: Informeermoment | Uiting) -> str:
    if isinstance(rij, Informeermoment):
        plaats = f" ({rij.informering.gemeente})" if rij.informering.gemeente else ""
        return f"Geïnformeerd: {rij.informering.partij}{plaats}"
    return f"Naar buiten gebracht: {rij.get_soort_display()}"


def _verteld(link: Actielink, token: str) -> Iterator[Gedaan]:
    """What this person recorded of his own accord: a body of the file, or a kind of what goes outside."""
    melding, wie = link.bericht.melding, link.contactpersoon_id
    if melding is None:
        return
    momenten = Informeermoment.objects.filter(informering__melding=melding, vastgelegd_door_contact=wie)
    uitingen = Uiting.objects.filter(melding=melding, vastgelegd_door_contact=wie, sleutel__startswith="uiting:")
    taken = Taakrijen(melding)
    eigen: list[tuple[str, Informeermoment | Uiting]] = [
        (communiceren.MOMENT, moment)
        for moment in momenten.filter(herroeping__isnull=True)
        .select_related("informering__gemeente")
        .order_by("vastgelegd_op")
        if taken.van(moment) is None
    ]
    eigen += [("uiting", rij) for rij in uitingen.filter(herroeping__isnull=True).order_by("vastgelegd_op")]
    for soort, rij in eigen:
        terug = reverse("actielink_feit_terug", args=[token, soort, rij.pk]) if melding.is_open() else ""
        yield Gedaan(_wat(rij), rij.vastgelegd_op, terug)


def _naam(taak: Taak, regel: TaakRegel | None) -> str:
    if taak.code == ACTIE or regel is None:
        return AFGESPROKEN
    return f"{regel.naam}: welke, hoort u van de regio" if taak.code == PARTIJ_INFORMEREN else regel.naam


def _kan_met_link(taak: Taak, protocol: Protocol) -> bool:
    """Who follows a melding up does so with the dossier before him."""
    return taak.rol not in OPVOLGERS and _vorm(taak, protocol) in {*MET_LINK, *EIGEN}


def _vorm(taak: Taak, protocol: Protocol) -> str:
    regel = protocol.taak_per_code.get(taak.code)
    return regel.vorm if regel else "afvinken"
