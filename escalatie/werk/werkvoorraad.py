"""What one user has to do now: own tasks, own terms, people to phone; and for the beheerder the empty seats (R57).

Only zaken that this user may see count; that is asked of `toegang` and of `persvragen.toegang`, the rest is role and
gemeente, in SQL.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from basis.regels import Regel, TermijnRegel
from basis.resttijd import resttijd
from calamiteiten.models import Melding
from calamiteiten.statussen import PERSVRAAG
from communicatie.persvragen.toegang import ROLLEN_PERS
from communicatie.post.ontvangst import gevraagd_aan
from communicatie.regels import Communicatieregels, PerstaakRegel
from contacten.bijhouden.werk import Werk as Lijstwerk
from contacten.bijhouden.werk import werk_voor_beheerder
from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE, Rol
from escalatie.draaiboek.dringend import Afgekapt, horizon, kap, kap_lijst, op_rang, rang
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.draaiboek.nieuws import Nieuws, ongezien
from escalatie.draaiboek.signalen import OpenSignaal, heeft_signaal, lees_signalen
from escalatie.models import Genodigde, Overlegantwoord, OverlegStatus, Taak, TaakStatus, Termijn
from escalatie.persvragen.lijst import open_persvragen, te_beantwoorden
from escalatie.persvragen.taken import ANTWOORD
from escalatie.protocol.bereik import doorlopend, peiltaken
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.model import Protocol

from .groepen import Deel, Wachtregel, Werk, deel_in, wacht_op_anderen, zaak_url

MEESTE_TAKEN = 100
MEESTE_TERMIJNEN = 25
# How long a meeting stays here when nobody recorded it.
NA_AFLOOP = timedelta(days=1)
_VELDEN = (
    "pk",
    "code",
    "titel",
    "eigenaar",
    "uiterlijk_op",
    "gemeente__naam",
    "zaak_id",
    "zaak__kenmerk",
    "zaak__onderwerp",
    "zaak__zaaksoort",
    "zaak__protocol_versie",
)


@dataclass(frozen=True)
class Overlegwerk:
    """A meeting that this user is invited to: what, when, where in the dossier, and what was answered (None: not
    yet)."""

    soort: str
    op: datetime
    url: str
    kenmerk: str
    komt: bool | None


@dataclass(frozen=True)
class Werkvoorraad:
    """The page of one user. `doorlopend`: duties that go on as long as the melding does. `over`: how many tasks the
    page leaves out, none of them late, due tonight or without a moment; the other two say it of their own list.
    `delen`: the tasks that are no telephone, per zaak under the heading of when; `wacht`: whom the zaken on the page
    wait for. `nieuws`: what happened around a zaak and he did not see yet. `lijst` only for the beheerder. `signalen`:
    the dangers that stand, also for who holds no duty in them."""

    taken: list[Werk]
    bellen: list[Werk]
    termijnen: list[Werk]
    over: int = 0
    termijnen_over: int = 0
    bevestigen_over: int = 0
    doorlopend: list[Werk] = field(default_factory=list)
    bevestigen: tuple[Werk, ...] = ()
    overleggen: tuple[Overlegwerk, ...] = ()
    lijst: tuple[Lijstwerk, ...] = ()
    signalen: tuple[OpenSignaal, ...] = ()
    nieuws: list[Nieuws] = field(default_factory=list)
    delen: list[Deel] = field(default_factory=list)
    wacht: list[Wachtregel] = field(default_factory=list)

    @property
    def wacht_te_laat(self) -> int:
        """Of how many zaken somebody else is late."""
        return sum(regel.is_te_laat for regel in self.wacht)

    @property
    def aantal_te_laat(self) -> int:
        """How many of the things shown have passed their moment."""
        return sum(werk.is_te_laat for werk in [*self.taken, *self.bellen])


def eigen(gebruiker: Gebruiker) -> Q:
    """Which tasks are this user's own: `bevoegdheid.is_eigen_taak` as a condition of a query."""
    if not gebruiker.is_active or not gebruiker.rol:
        return Q(pk__in=[])
    if gebruiker.rol not in PER_GEMEENTE:
        return Q(rol=gebruiker.rol)
    return Q(rol=gebruiker.rol) & (Q(gemeente__isnull=True) | Q(gemeente=gebruiker.gemeente_id))


def eigen_taken(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> QuerySet[Taak]:
    """What this user has to do in the open meldingen of `zicht` (what toegang lets this user see) and in the open press
    questions.

    A duty that goes on as long as the melding does is no work that waits: it is not counted here.
    """
    return _open_taken(gebruiker, zicht).exclude(code__in=doorlopend())


def _open_taken(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> QuerySet[Taak]:
    # An improvement goes on when its melding is closed.
    blijft = Q(overleeft=True, zaak__in=zicht.order_by().values("pk"))
    return Taak.objects.filter(eigen(gebruiker), _in_zicht(gebruiker, zicht) | blijft, status=TaakStatus.OPEN)


def _in_zicht(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> Q:
    """What hangs on an open zaak that this user may see: a melding, or for who handles them a press question."""
    hier = Q(zaak__in=open_van(zicht))
    if not gebruiker.is_rol(*ROLLEN_PERS):
        return hier
    return hier | Q(zaak__in=open_persvragen(gebruiker).order_by().values("pk"))


def open_van(zicht: QuerySet[Melding]) -> QuerySet[Melding, Any]:
    """The keys of the open meldingen of `zicht`, for use in another query."""
    return zicht.filter(afgerond_op__isnull=True).order_by().values("pk")


def maak_werkvoorraad(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime, *, alles: bool = False
) -> Werkvoorraad:
    """The work of this user at `nu` (aware), over the meldingen of `zicht`, that of a melding with a signal first;
    `alles`: however much it is.

    Constant number of queries. The beheerder sees no dossiers and gets what the contact list needs instead.
    """
    if gebruiker.is_rol(Rol.BEHEERDER):
        return Werkvoorraad([], [], [], lijst=tuple(werk_voor_beheerder(nu)))
    taken = lees_taken(_open_taken(gebruiker, zicht), None if alles else MEESTE_TAKEN, nu)
    meeste = None if alles else MEESTE_TERMIJNEN
    termijnen = _termijnen(gebruiker, zicht, nu, meeste)
    bevestigen = _te_bevestigen(gebruiker, zicht, nu, meeste)
    apart = {BELTAAK, *doorlopend()}
    zaken = dict.fromkeys(rij["zaak_id"] for rij in taken.rijen)
    rijen = sorted([*_persantwoorden(gebruiker, nu), *taken.rijen], key=lambda rij: (not rij["signaal"], rij["_rang"]))
    return Werkvoorraad(
        taken=[werk(rij, nu) for rij in rijen if rij["code"] not in apart],
        doorlopend=[werk(rij, nu) for rij in taken.rijen if rij["code"] in doorlopend()],
        bellen=[werk(rij, nu) for rij in taken.rijen if rij["code"] == BELTAAK],
        termijnen=[_termijn({**rij}, nu) for rij in termijnen.rijen],
        over=taken.over,
        termijnen_over=termijnen.over,
        bevestigen_over=bevestigen.over,
        bevestigen=tuple(_te_lezen(rij, nu) for rij in bevestigen.rijen),
        signalen=tuple(lees_signalen(open_van(zicht))),
        overleggen=tuple(_overleggen(gebruiker, zicht, nu)),
        nieuws=ongezien(gebruiker),
        delen=deel_in((rij for rij in rijen if rij["code"] != BELTAAK), werk, nu),
        wacht=wacht_op_anderen(zaken, eigen(gebruiker), nu) if zaken else [],
    )


def _persantwoorden(gebruiker: Gebruiker, nu: datetime) -> Iterator[dict[str, Any]]:
    """The answers to the press that the gemeente of this user must give now, as rows beside its tasks (R104). They are
    nobody's task: each who leads the communication of the gemeente sees them, until one of them answered."""
    for vraag in te_beantwoorden(gebruiker).order_by(F("vervalt_op"), "pk"):
        yield {
            "pk": vraag.pk,
            "code": ANTWOORD,
            "titel": "Beantwoord de persvraag en leg vast wat u zei",
            "eigenaar": "",
            "uiterlijk_op": vraag.vervalt_op,
            "gemeente__naam": "",
            "zaak_id": vraag.pk,
            "zaak__kenmerk": vraag.kenmerk,
            "zaak__onderwerp": vraag.onderwerp,
            "zaak__zaaksoort": PERSVRAAG,
            "zaak__protocol_versie": vraag.protocol_versie,
            "_rang": rang(vraag.vervalt_op, nu),
            "signaal": False,
        }


def _overleggen(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime) -> Iterator[Overlegwerk]:
    """The meetings to which the seat of this user is invited, the first to come first: until the day after."""
    plek = {"gemeente": gebruiker.gemeente_id if gebruiker.rol in PER_GEMEENTE else None}
    gezegd = Overlegantwoord.objects.filter(genodigde=OuterRef("pk"), op__gte=OuterRef("overleg__bekend_op"))
    rijen = Genodigde.objects.filter(
        rol=gebruiker.rol,
        vervallen_op__isnull=True,
        overleg__status=OverlegStatus.GEPLAND,
        overleg__gepland_op__gte=nu - NA_AFLOOP,
        overleg__zaak__in=open_van(zicht),
        **plek,
    ).annotate(komt=Subquery(gezegd.order_by("-op", "-pk").values("komt")[:1]))
    velden = ("overleg", "overleg__soort", "overleg__gepland_op", "overleg__zaak__kenmerk", "komt")
    for pk, soort, op, kenmerk, komt in rijen.order_by("overleg__gepland_op", "pk").values_list(*velden):
        if op:
            yield Overlegwerk(soort, op, f"{reverse('melding', args=[kenmerk])}#overleg-{pk}", kenmerk, komt)


def _te_bevestigen(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime, limiet: int | None
) -> Afgekapt[dict[str, Any]]:
    """The dossiers in which this user is asked to confirm a message, the first to answer first. As many dossiers as
    there are: each is one line, read whole so that the page can say how many it leaves out."""
    velden = ("zaak__kenmerk", "zaak__onderwerp")
    rijen = gevraagd_aan(gebruiker).filter(zaak__in=open_van(zicht)).values(*velden)
    rijen = rijen.annotate(voor_op=Min("bevestigen_voor_op"), signaal=heeft_signaal("zaak"))
    per_zaak = [{**rij} for rij in rijen.order_by("-signaal", "voor_op")]
    dringend = sum(rij["voor_op"] <= horizon(nu) for rij in per_zaak)
    return kap_lijst(per_zaak, None if limiet is None else max(limiet, dringend))


def _te_lezen(rij: dict[str, Any], nu: datetime) -> Werk:
    return Werk(
        titel="Lees en bevestig dat u dit weet",
        url=f"{reverse('melding', args=[rij['zaak__kenmerk']])}#ontvangst",
        kenmerk=rij["zaak__kenmerk"],
        onderwerp=rij["zaak__onderwerp"],
        gemeente="",
        termijn=resttijd(rij["voor_op"], nu),
        waarom="",
        bron="",
    )


def lees_taken(
    taken: QuerySet[Taak], limiet: int | None, nu: datetime, *, is_kort: bool = False
) -> Afgekapt[dict[str, Any]]:
    """The first `limiet` of these tasks as plain rows (None: all): those of a melding with a signal first, then the
    late, then what is due tonight, then what has no moment, the newest first. None of those is left out, unless the
    list is a short one beside others."""
    rang = op_rang("uiterlijk_op", nu, Q(code__in=doorlopend()))
    op_volgorde = taken.annotate(_rang=rang, signaal=heeft_signaal("zaak")).order_by(
        "-signaal", "_rang", "uiterlijk_op", "-gemaakt_op", "pk"
    )
    return kap(op_volgorde.values(*_VELDEN, "_rang", "signaal"), limiet, is_kort=is_kort)


def werk(rij: dict[str, Any], nu: datetime) -> Werk:
    """A row of `lees_taken` as a thing to do."""
    regel: Regel | None = _regels(rij).taak_per_code.get(rij["code"])
    waarom, bron = _waarom(rij, regel)
    gemeente = rij["gemeente__naam"] or ""
    return Werk(
        titel=rij["titel"],
        url=_taak_url(rij, regel),
        kenmerk=rij["zaak__kenmerk"],
        onderwerp=rij["zaak__onderwerp"],
        gemeente=gemeente if gemeente not in rij["titel"] else "",
        termijn=resttijd(rij["uiterlijk_op"], nu) if rij["uiterlijk_op"] else None,
        waarom=f"{waarom} Eigenaar: {rij['eigenaar']}." if rij["eigenaar"] else waarom,
        bron=bron,
    )


def _regels(rij: dict[str, Any]) -> Protocol | Communicatieregels:
    versie = rij["zaak__protocol_versie"]
    return haal_communicatieregels(versie) if rij["zaak__zaaksoort"] == PERSVRAAG else haal_protocol(versie)


def _taak_url(rij: dict[str, Any], regel: Regel | None) -> str:
    """Where it is done: its own page, and of a press question the step that it asks for."""
    kenmerk = rij["zaak__kenmerk"]
    if rij["code"] in peiltaken():
        return reverse("onrust", args=[kenmerk])
    if rij["zaak__zaaksoort"] != PERSVRAAG:
        return reverse("taak", args=[kenmerk, rij["pk"]])
    if rij["code"] == ANTWOORD:
        return reverse("persstap", args=[kenmerk, ANTWOORD])
    if not isinstance(regel, PerstaakRegel):
        return reverse("persactie", args=[kenmerk, rij["pk"]])
    if len(regel.klaar_bij) == 1:
        return reverse("persstap", args=[kenmerk, regel.klaar_bij[0]])
    return f"{reverse('persvraag', args=[kenmerk])}#stappen"


def _waarom(rij: dict[str, Any], regel: Regel | None) -> tuple[str, str]:
    if regel:
        return regel.zin, regel.bron
    if rij["code"] == ANTWOORD:
        return "De pers wacht op uw gemeente. Antwoord in uw eigen woorden.", _antwoordstap(rij).bron
    if rij["zaak__zaaksoort"] == PERSVRAAG:
        return "Deze actie is bij de persvraag afgesproken.", "Hoofdstuk 1"
    if rij["code"] == BELTAAK:
        return (
            "De mail kwam hier niet aan, of niemand bevestigde het bericht. Bel, en leg vast wie u sprak.",
            "Bijlage 1",
        )
    return "Deze actie is met de betrokken partijen afgesproken.", ""  # made by people: no paper asks for it


def _antwoordstap(rij: dict[str, Any]) -> Regel:
    return haal_communicatieregels(rij["zaak__protocol_versie"]).stap_per_code[ANTWOORD]


def _termijnen(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime, limiet: int | None
) -> Afgekapt[dict[str, Any]]:
    rijen = Termijn.objects.filter(_in_zicht(gebruiker, zicht), rol=gebruiker.rol, geeindigd_op__isnull=True)
    van_zaak = ("zaak__kenmerk", "zaak__onderwerp", "zaak__zaaksoort", "zaak__protocol_versie")
    velden = ("code", "start_op", "vervalt_op", *van_zaak, "_rang")
    op_volgorde = rijen.annotate(_rang=op_rang("vervalt_op", nu)).order_by(
        heeft_signaal("zaak").desc(), "vervalt_op", "pk"
    )
    return kap(op_volgorde.values(*velden), limiet)


def _termijn(rij: dict[str, Any], nu: datetime) -> Werk:
    regel: TermijnRegel | None = _regels(rij).termijn_per_code.get(rij["code"])
    return Werk(
        titel=regel.naam if regel else rij["code"],
        url=zaak_url(rij),
        kenmerk=rij["zaak__kenmerk"],
        onderwerp=rij["zaak__onderwerp"],
        gemeente="",
        termijn=resttijd(rij["vervalt_op"], nu, rij["start_op"]),
        waarom=regel.zin if regel else "",
        bron=regel.bron if regel else "",
    )
