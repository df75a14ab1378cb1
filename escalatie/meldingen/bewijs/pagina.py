"""The proof of informing of one melding: who had to know, and who knew when (R101, R146; matrix of eisen 13).

Computed from the rows, as the timeline is: no list is kept beside them that could say something else.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet, prefetch_related_objects

from basis.momenten import Moment
from basis.regels import Regel
from basis.taal import in_een_zin, opsomming
from basis.voorbereid import voorbereid
from calamiteiten.meldtijden import Meldtijd, meldtijden, per_gemeente
from calamiteiten.models import Impactanalyse, Melding
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.models import Bericht, Informeermoment, Informering, Persvraag, Persvrager, Stuiter, Uitzondering
from communicatie.sjablonen.gebruik import zin_van
from contacten.models import Gebruiker, met_dader
from contacten.rechten import RECHTEN
from contacten.rollen import Deel
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import beschrijving, correcties, overleggen, verloop
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.meldingen.dossier.delen import wie
from escalatie.meldingen.dossier.rijen import Dossierrijen
from escalatie.meldingen.dossier.tijdlijn import door, termijnnaam
from escalatie.meldingen.overleg.pagina import overlegkaart
from escalatie.meldingen.spoed.bellen import POGINGEN
from escalatie.meldingen.spoed.pagina import in_woorden
from escalatie.models import Stap, Taak, TaakStatus, Wekker
from escalatie.protocol.lezen import haal_communicatieregels
from escalatie.protocol.model import InformatieRegel
from escalatie.protocol.rijen import GEBEURTENISSEN

from .regels import Ontvanger, Sporen, bereikt, minuut, ontvanger

INFORMERING = "informering"
VERDWENEN = "Een regel die deze versie van het protocol niet meer kent."
NOG_INFORMEREN = "moet nog worden geïnformeerd"
WEKKERS = {"voor": "loopt bijna af", "op": "loopt af", "na": "is te laat"}
# What each column proves, and what it does not.
KOLOMMEN = (
    ("Gepland", "De app wist op dat moment dat deze persoon het moest weten.", "Niet dat er iets is verstuurd."),
    (
        "Mailserver",
        "De mailserver van de ontvanger nam de mail aan, of stuurde die terug met een reden.",
        "Aangenomen is niet gelezen.",
    ),
    (
        "Dossier geopend",
        "Iemand die voor deze plek inlogt, opende het dossier na het bericht.",
        "Niet dat alles is gelezen of begrepen.",
    ),
    (
        "Bevestigd",
        "De genoemde gebruiker drukte op Bevestigen, namens deze plek.",
        "Niet dat een collega op dezelfde plek het ook weet.",
    ),
    (
        "Telefonisch",
        "De genoemde gebruiker legde op dat moment vast dat er is gebeld.",
        "Het is zo zeker als die vastlegging.",
    ),
)


@dataclass(frozen=True)
class Plicht:
    """One duty to inform that came up: the rule, what set it off, and its recipients."""

    zin: str
    bron: str
    aanleiding: str
    op: datetime
    ontvangers: tuple[Ontvanger, ...]

    @property
    def samen(self) -> str:
        """How it stands with all of them, on one line: "bevestigd: 2; aangenomen, niet gelezen: 1"."""
        return "; ".join(f"{uitkomst}: {n}" for uitkomst, n in Counter(o.uitkomst for o in self.ontvangers).items())

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done for one of them: then the page says so in red."""
        return any(o.open for o in self.ontvangers)


@dataclass(frozen=True)
class Gesprek:
    """One duty that a person carries out: by whom, to whom, and when that was recorded. `open`: what is still to do."""

    zin: str
    bron: str
    wie: str
    aan: str
    op: str
    bij: str
    uitkomst: str
    icoon: str
    kleur: str
    open: str = ""


@dataclass(frozen=True)
class Vergadering:
    """A meeting: what, how it stands, when, and of each seat that was invited what it answered and whether it was
    there."""

    soort: str
    stand: str
    op: str
    wie: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bewijs:
    """The whole sheet at `op` (aware), for `door`. `melder`: which body reported, and when."""

    melding: Melding
    op: datetime
    door: Gebruiker
    plichten: tuple[Plicht, ...]
    pers: tuple[Plicht, ...]
    gesprekken: tuple[Gesprek, ...]
    momenten: tuple[tuple[str, str, str, str], ...]
    gemeld: tuple[Meldtijd, ...]
    melder: str
    partijen_open: tuple[str, ...]
    correcties: tuple[Moment, ...] = ()
    overleggen: tuple[Vergadering, ...] = ()
    analyses: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    # Press question and moment: the names and numbers of who asked it were erased.
    gewist: tuple[tuple[str, str], ...] = ()
    kolommen: tuple[tuple[str, str, str], ...] = KOLOMMEN

    @cached_property
    def open(self) -> list[tuple[str, str, list[str]]]:
        """What is still open, as (who, what must happen, about what): one line for what is asked of a seat at once."""
        post = [(o.wie, o.open, p.zin) for p in (*self.plichten, *self.pers) for o in p.ontvangers if o.open]
        mensen = [(g.wie, g.open, g.zin) for g in self.gesprekken if g.open]
        regels: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for wie_, wat, zin in (*post, *mensen, *((partij, NOG_INFORMEREN, "") for partij in self.partijen_open)):
            regels[(wie_, wat)][zin] = None
        return [(wie_, wat, [zin for zin in zinnen if zin]) for (wie_, wat), zinnen in regels.items()]

    @property
    def gesprekken_open(self) -> list[Gesprek]:
        """What people still have to tell themselves."""
        return [gesprek for gesprek in self.gesprekken if gesprek.open]

    @property
    def gesprekken_klaar(self) -> list[Gesprek]:
        """What was recorded, or is no longer needed: the screen folds it."""
        return [gesprek for gesprek in self.gesprekken if not gesprek.open]

    @cached_property
    def tellingen(self) -> list[tuple[str, int]]:
        """How many messages came how far."""
        alle = [o for plicht in (*self.plichten, *self.pers) for o in plicht.ontvangers]
        return [
            ("berichten", len(alle)),
            ("aangenomen door de mailserver", sum(bool(o.post.op) and not o.post.mist for o in alle)),
            ("dossier geopend", sum(bool(o.gelezen.op) for o in alle)),
            ("bevestigd", sum(bool(o.bevestigd.op) for o in alle)),
            ("telefonisch verteld", sum(bool(o.gebeld.op) for o in alle)),
            ("teruggekomen of niemand", sum(o.kleur == "mislukt" or o.post.mist for o in alle)),
        ]

    @property
    def gemaakt(self) -> str:
        """When this sheet was made, to the minute."""
        return minuut(self.op)


def bewijs(melding: Melding, gebruiker: Gebruiker, nu: datetime, er_is: Collection[str] | None = None) -> Bewijs:
    """The sheet of this melding at `nu` (aware). The number of queries does not grow with the number of messages.
    `er_is`: which kinds of rows there are, for who asked (`dossier.vooraf`)."""
    rijen = Dossierrijen(melding, er_is)
    alle = _alle_berichten(melding)
    berichten = [bericht for bericht in alle if bericht.zaak_id == melding.pk]
    # What is read, the meetings ask no second time: there the newest is first.
    rijen.berichten = berichten[::-1]
    pers = [bericht for bericht in alle if bericht.zaak_id != melding.pk]
    sporen = _sporen(alle, rijen)
    persregels = haal_communicatieregels(melding.protocol_versie).informatieregels
    return Bewijs(
        melding=melding,
        op=nu,
        door=gebruiker,
        plichten=tuple(
            _plichten(berichten, rijen.protocol.informatieregels, sporen, melding.protocol_versie, Aanleidingen(rijen))
        ),
        pers=tuple(_plichten(pers, persregels, sporen, melding.protocol_versie, None)),
        gesprekken=tuple(_gesprekken(rijen)),
        momenten=tuple(_momenten(rijen)),
        gemeld=tuple(meldtijden(melding, per_gemeente(rijen.betrokkenheden), melding.protocol_versie)),
        melder=f"{beschrijving.melder(melding, rijen.protocol)}, {minuut(melding.ontvangen_op)}",
        analyses=tuple((a.naam, tuple(_antwoorden(a, rijen))) for a in rijen.analyses if a.is_definitief()),
        overleggen=tuple(_vergaderingen(rijen, gebruiker, nu)),
        correcties=tuple(_correcties(rijen, gebruiker)),
        partijen_open=tuple(_open_partijen(rijen)),
        gewist=tuple(_gewist(rijen)),
    )


def _gewist(rijen: Dossierrijen) -> Iterator[tuple[str, str]]:
    """Of which press question about this melding the names of journalists were erased, and when."""
    yield from ((kenmerk, minuut(op)) for kenmerk, op in rijen.als_er_is("gewist", _gewiste_vragers))


@voorbereid
def _gewiste_vragers(melding: int) -> QuerySet[Persvrager, tuple[str, datetime | None]]:
    rijen = Persvrager.objects.filter(persvraag__melding=melding, gewist_op__isnull=False)
    return rijen.order_by("gewist_op").values_list("persvraag__kenmerk", "gewist_op").distinct()


def _vergaderingen(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Iterator[Vergadering]:
    """Every meeting, those to come first."""
    kaart = overlegkaart(rijen, gebruiker, nu)
    for regel in (*kaart.gepland, *kaart.geweest):
        overleg = regel.overleg
        wie = tuple((g.naam, f"{g.stand} ({g.door})" if g.door else g.stand) for g in regel.genodigden)
        op = minuut(overleg.gehouden_op or overleg.gepland_op)
        yield Vergadering(overleg.soort, overleg.get_status_display(), op, wie)


def _open_partijen(rijen: Dossierrijen) -> Iterator[str]:
    """Who must be told and was not: those directly involved who are not excepted, then the other parties."""
    yield from (_partij(rij) for rij in rijen.betrokkenen if not getattr(rij, "in_orde", False))
    anderen = (rij for rij in rijen.informeringen if not rij.betrokkene)
    yield from (_partij(rij) for rij in anderen if rij.moet_geinformeerd and not rij.geinformeerd_op)


def _antwoorden(analyse: Impactanalyse, rijen: Dossierrijen) -> Iterator[tuple[str, str]]:
    """Every question of a party with its answer: what the advice rested on. What was written beside it stays inside."""
    for vraag in rijen.protocol.vragen_van(analyse.soort):
        gegeven = next((a.naam for a in vraag.antwoorden if a.code == analyse.antwoorden.get(vraag.code)), "")
        yield vraag.zin, gegeven or "niet beantwoord"


class Aanleidingen:
    """What set a message off, in words: a step, a task that was done, an alarm."""

    def __init__(self, rijen: Dossierrijen) -> None:
        self._stappen = {str(stap.pk): _stap(stap, rijen) for stap in rijen.stappen}
        self._taken = {str(taak.pk): taak.titel for taak in rijen.taken}
        self._gevolgen = {gevolg.code: gevolg.naam for gevolg in rijen.protocol.gevolgen}
        self._overleggen = {str(overleg.pk): f"Overleg: {overleg.soort}" for overleg in rijen.overleggen}
        self._wekkers = {str(wekker.pk): _wekker(wekker, rijen) for wekker in rijen.gevuurde_wekkers}

    def naam(self, sleutel: str) -> str:
        """For example "Fase 1 starten" for "stap:12"; empty for what is not known here."""
        soort, _, rest = sleutel.partition(":")
        nummer = rest.partition(":")[0]
        if soort in {"gevolg", "einde"}:
            naam = self._gevolgen.get(nummer, "")
            return f"Voorbij: {in_een_zin(naam)}" if naam and soort == "einde" else naam
        if soort == overleggen.OVERLEG:
            return self._overleggen.get(nummer, "")
        if soort == "gebeurtenis":
            zin = GEBEURTENISSEN.get(nummer, "")
            return f"{zin[:1].upper()}{zin[1:]}"
        if soort == "telaat":
            return f"Te laat: {self._taken.get(nummer, '')}"
        if soort == "stap":
            return self._stappen.get(nummer, "")
        return (self._taken if soort in {"taak", "actie"} else self._wekkers).get(nummer, "")


def _stap(stap: Stap, rijen: Dossierrijen) -> str:
    if correcties.is_correctie(stap):
        return correcties.in_woorden(stap)
    regel = rijen.protocol.stap_per_code.get(stap.code)
    return regel.naam if regel else ""


def _wekker(wekker: Wekker, rijen: Dossierrijen) -> str:
    return f"{termijnnaam(wekker.termijn, rijen)} {WEKKERS.get(wekker.soort, '')}".strip()


def _berichten() -> QuerySet[Bericht]:
    mensen = ("contactpersoon", "gelezen_door", "bevestigd_door", "bevestigd_door_contact")
    rijen = Bericht.objects.select_related("gemeente", "aanbieder", "sms", *mensen)
    return rijen.order_by("gepland_op", "pk")


@voorbereid
def _alle_berichten(melding: int) -> QuerySet[Bericht]:
    """Those about this melding, and about the press questions about it."""
    return _berichten().filter(Q(zaak=melding) | Q(zaak__in=Persvraag.objects.filter(melding=melding)))


def _sporen(berichten: list[Bericht], rijen: Dossierrijen) -> Sporen:
    nummers = [bericht.pk for bericht in berichten]
    stuiters = rijen.als_er_is("stuiter", lambda _: list(Stuiter.objects.filter(bericht__in=nummers)))
    taken = [taak for taak in rijen.taken if taak.code == BELTAAK and taak.status != TaakStatus.VERVALLEN]
    prefetch_related_objects(taken, "berichten")
    beltaken: dict[int, Taak] = {}
    # Of one message the call that was made stands, and not one that is still to do.
    for taak in sorted(sorted(taken, key=lambda taak: taak.pk), key=lambda taak: taak.status, reverse=True):
        beltaken |= {bericht.pk: taak for bericht in taak.berichten.all()}
    return Sporen({stuiter.bericht_id: stuiter for stuiter in stuiters}, beltaken)


def _correcties(rijen: Dossierrijen, gebruiker: Gebruiker) -> Iterator[Moment]:
    """What was put right. The values stand in it where the access matrix says so, for who may read the part; else they
    stay where the part is: a proof leaves the house."""
    for stap in rijen.stappen:
        if correcties.is_correctie(stap):
            gezegd = verloop.correctie(stap)
            is_open = not gezegd.deel or (gezegd.deel in RECHTEN.in_bewijs and mag_lezen(gebruiker, Deel(gezegd.deel)))
            yield gezegd if is_open else replace(gezegd, velden=())


def _plichten(
    berichten: list[Bericht],
    regels: Iterable[Regel],
    sporen: Sporen,
    versie: str,
    aanleidingen: Aanleidingen | None,
) -> Iterator[Plicht]:
    """The messages by occasion and rule, in the order in which they came up."""
    per_code = {regel.code: regel for regel in regels}
    groepen: dict[tuple[str, str], list[Bericht]] = defaultdict(list)
    for bericht in berichten:
        groepen[(bericht.aanleiding, bericht.regel)].append(bericht)
    bekend = bereikt(berichten, sporen)
    for (aanleiding, code), groep in groepen.items():
        regel = per_code.get(code)
        yield Plicht(
            zin=regel.zin if regel else zin_van(groep[0].sjabloon) or zin_van(code) or VERDWENEN,
            bron=regel.bron if regel else "",
            aanleiding=aanleidingen.naam(aanleiding) if aanleidingen else "Persvraag",
            op=groep[0].gepland_op,
            ontvangers=tuple(ontvanger(bericht, sporen, bekend, versie) for bericht in groep),
        )


def _gesprekken(rijen: Dossierrijen) -> Iterator[Gesprek]:
    """The duties that people carry out themselves: by phone, in a talk, in a letter."""
    regels = {regel.taak: regel for regel in rijen.protocol.informatieregels if regel.taak}
    for taak in sorted(rijen.taken, key=lambda taak: (taak.gemaakt_op, taak.pk)):
        vorm = getattr(rijen.protocol.taak_per_code.get(taak.code), "vorm", "")
        if taak.code in regels or vorm == INFORMERING:
            yield _gesprek(taak, regels.get(taak.code), rijen)


def _gesprek(taak: Taak, regel: InformatieRegel | None, rijen: Dossierrijen) -> Gesprek:
    taakregel = rijen.protocol.taak_per_code[taak.code]
    bron = regel or taakregel
    uitkomst, icoon, kleur = {
        TaakStatus.AFGEROND.value: ("vastgelegd", "check", "klaar"),
        TaakStatus.OPEN.value: ("nog open", "clock", "open"),
    }.get(taak.status, ("vervallen", "minus", "nvt"))
    tot = f"vastleggen, uiterlijk {minuut(taak.uiterlijk_op)}" if taak.uiterlijk_op else "vastleggen"
    return Gesprek(
        zin=bron.zin,
        bron=bron.bron,
        wie=wie(taak, rijen.protocol.rolnamen),
        aan=opsomming(rolnaam(rol, rijen.protocol.versie) for rol in (regel.aan if regel else ())) or taak.titel,
        op=minuut(taak.afgerond_op),
        bij="; ".join(filter(None, [_bij(taak), *map(in_woorden, taak.gegevens.get(POGINGEN, []))])),
        uitkomst=uitkomst,
        icoon=icoon,
        kleur=kleur,
        open=tot if taak.status == TaakStatus.OPEN else "",
    )


def _bij(taak: Taak) -> str:
    return door(taak) or (taak.verslag if taak.status == TaakStatus.VERVALLEN else "")


def _momenten(rijen: Dossierrijen) -> Iterator[tuple[str, str, str, str]]:
    """Every time that somebody told a party, as (party, when, how and by whom, recorded by), the first first."""
    for rij in rijen.als_er_is("verteld", _verteld):
        hoe = ", ".join(filter(None, [rij.wijze, rij.door_wie, _ingetrokken(rij)]))
        yield _partij(rij.informering), minuut(rij.geinformeerd_op), hoe, rij.vastlegger
    for uit in rijen.als_er_is("uitgezonderd", _uitgezonderd):
        hoe = ", ".join(filter(None, [f"uitzondering: {uit.reden}", _ingetrokken(uit)]))
        yield _partij(uit.informering), minuut(uit.gegeven_op), hoe, uit.gegeven_door.naam


_INTREKKING = (
    "informering__vervallen_door",
    "informering__herroeping__door",
    "informering__herroeping__door_contact",
    "herroeping__door",
    "herroeping__door_contact",
)


@voorbereid
def _verteld(melding: int) -> QuerySet[Informeermoment]:
    rijen = Informeermoment.objects.filter(informering__melding=melding)
    return rijen.select_related("informering__gemeente", *_INTREKKING, *met_dader())


@voorbereid
def _uitgezonderd(melding: int) -> QuerySet[Uitzondering]:
    rijen = Uitzondering.objects.filter(informering__melding=melding)
    return rijen.select_related("gegeven_door", *_INTREKKING).order_by("pk")


def _ingetrokken(rij: Informeermoment | Uitzondering) -> str:
    """That it counts no more: it was taken back, or the corrected facts name this person no more."""
    if weg := getattr(rij, "herroeping", None):
        return f"ingetrokken {minuut(weg.op)} door {weg.wie}: {weg.reden}"
    weg_van_de_lijst = rij.informering.weg
    return in_een_zin(weg_van_de_lijst)


def _partij(informering: Informering) -> str:
    return f"{informering.partij} {informering.gemeente or ''}".strip()
