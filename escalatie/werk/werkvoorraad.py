"""What one user has to do now: own tasks, own terms, people to phone; and for the beheerder the empty seats (R57).

Only zaken that this user may see count; that is asked of `toegang` and of `persvragen.toegang`, the rest is role and
gemeente, in SQL.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.urls import reverse

from basis.kap import Greep
from basis.regels import Regel, TermijnRegel
from basis.resttijd import resttijd
from calamiteiten.models import Melding
from calamiteiten.statussen import PERSVRAAG
from calamiteiten.toegang.kijker import van_wie_kijkt
from communicatie.models import Bericht
from communicatie.persvragen.toegang import ROLLEN_PERS, ROLLEN_PERS_EIGEN
from communicatie.post.ontvangst import gevraagd_aan
from communicatie.regels import Communicatieregels, PerstaakRegel
from contacten.bijhouden.werk import Werk as Lijstwerk
from contacten.bijhouden.werk import werk_voor_beheerder
from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE, Deel, Rol, die_zien
from escalatie.draaiboek.dringend import Afgekapt, horizon, kap, op_rang, rang
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.draaiboek.nieuws import NIEUWS, Nieuws, op_de_lijst
from escalatie.draaiboek.signalen import OpenSignaal, heeft_signaal, lees_signalen
from escalatie.models import Genodigde, Overlegantwoord, OverlegStatus, Taak, TaakStatus, Termijn
from escalatie.persvragen.lijst import open_persvragen, te_beantwoorden
from escalatie.persvragen.taken import ANTWOORD
from escalatie.protocol.bereik import doorlopend, peiltaken
from escalatie.protocol.lezen import Protocollen, haal_communicatieregels, haal_protocol, protocollen
from escalatie.protocol.model import Protocol

from .groepen import Deel as Kop
from .groepen import Punt, Wacht, Werk, deel_in, punt, wacht_op_anderen, zaak_url
from .tellingen import Telling, alle

BELLEN, OVERLEG = "bellen", "overleg"
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
class Werkvoorraad:
    """The page of one user. `punten`: all there is to do; `delen`: the same as one list, per zaak under the heading of
    when, of each heading so many zaken as the page shows. `wacht`: whom the zaken wait for; who watches over the region
    reads that of all of them in which somebody is late (`let_op_anderen`). `nieuws`: what happened around a zaak and he
    did not see yet. `lijst` only for the beheerder. `signalen`: the dangers that stand, also for who holds no duty in
    them."""

    punten: list[Punt] = field(default_factory=list)
    lijst: tuple[Lijstwerk, ...] = ()
    signalen: tuple[OpenSignaal, ...] = ()
    nieuws: Greep[Nieuws] = field(default_factory=lambda: Greep((), 0))
    delen: list[Kop] = field(default_factory=list)
    wacht: Wacht = field(default_factory=Wacht)
    let_op_anderen: bool = False

    @property
    def taken(self) -> list[Werk]:
        """The tasks, without who must be phoned and what goes on as long as the melding does."""
        return [een.werk for een in self.punten if een.werk.soort == "taak" and not een.blijft]

    @property
    def doorlopend(self) -> list[Werk]:
        """The duties that go on as long as the melding does."""
        return [een.werk for een in self.punten if een.blijft]

    @property
    def bellen(self) -> list[Werk]:
        """Who must be phoned."""
        return self._van_soort(BELLEN)

    @property
    def termijnen(self) -> list[Werk]:
        """The terms that no task says already."""
        return self._van_soort("termijn")

    def _van_soort(self, soort: str) -> list[Werk]:
        return [een.werk for een in self.punten if een.werk.soort == soort]


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
    blijft = Q(Exists(zicht.order_by().filter(pk=OuterRef("zaak"))), overleeft=True)
    return Taak.objects.filter(eigen(gebruiker), in_zicht(gebruiker, zicht) | blijft, status=TaakStatus.OPEN)


def in_zicht(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> Q:
    """The condition for what hangs on an open zaak that this user may see: a melding, or for who handles them a press
    question."""
    # Asked of each row, which are few (`taak_open`, `termijn_open`): where there is an OR, PostgreSQL would list all
    # that somebody may see.
    hier = Q(Exists(open_van(zicht).filter(pk=OuterRef("zaak"))))
    if not gebruiker.is_rol(*ROLLEN_PERS):
        return hier
    return hier | Q(Exists(open_persvragen(gebruiker).order_by().filter(pk=OuterRef("zaak"))))


def open_van(zicht: QuerySet[Melding]) -> QuerySet[Melding, Any]:
    """The keys of the open meldingen of `zicht`, for use in another query."""
    return zicht.filter(afgerond_op__isnull=True).order_by().values("pk")


def maak_werkvoorraad(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime, vanaf: Mapping[str, int] | None = None
) -> Werkvoorraad:
    """The work of this user at `nu` (aware), over the meldingen of `zicht`, that of a melding with a signal first.
    `vanaf`: the code of a heading, and which of its zaken is the first on the page.

    Constant number of queries. All of it is read, so that what is counted is true; lines are made of what the page
    shows. The beheerder sees no dossiers and gets what the contact list needs instead.
    """
    if gebruiker.is_rol(Rol.BEHEERDER):
        return Werkvoorraad(lijst=tuple(werk_voor_beheerder(nu)))
    vanaf, moment = vanaf or {}, (nu, horizon(nu))
    taken = _taken(gebruiker, *moment, protocollen=protocollen())
    blijft = doorlopend()
    punten = [
        *(_taakpunt(rij, nu, blijft) for rij in (*_persantwoorden(gebruiker, nu), *taken)),
        *(
            _punt(_termijn, rij, rij["vervalt_op"], nu)
            for rij in _termijnen(gebruiker, *moment, protocollen=protocollen())
        ),
        *(_punt(_te_lezen, rij, rij["voor_op"], nu) for rij in _gevraagd(gebruiker, protocollen=protocollen())),
        *_overleggen(gebruiker, zicht, nu),
    ]
    punten.sort(key=lambda een: een.plaats)
    zaken, let_op = {rij["zaak_id"] for rij in taken}, gebruiker.is_rol(*die_zien(Deel.DASHBOARD))
    return Werkvoorraad(
        punten=punten,
        signalen=tuple(lees_signalen(open_van(zicht))),
        nieuws=op_de_lijst(gebruiker, vanaf.get(NIEUWS, 0)),
        delen=deel_in(punten, nu, vanaf),
        wacht=_wacht(gebruiker, zicht, nu, zaken, vanaf, let_op=let_op),
        let_op_anderen=let_op,
    )


def te_laat(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime | Now) -> list[Telling]:
    """How many things of this user are late at `nu` (or by the clock of the database): the one count that the page, the
    menu and the title of the browser show. Each is a line under the heading of what is late."""
    naam, open_ = "te_laat", open_van(zicht)
    tellingen = [
        alle(naam, eigen_taken(gebruiker, zicht).filter(uiterlijk_op__lt=nu)),
        alle(naam, _eigen_termijnen(gebruiker, zicht).filter(vervalt_op__lt=nu)),
        alle(naam, gevraagd_aan(gebruiker).filter(zaak__in=open_, bevestigen_voor_op__lt=nu), "zaak"),
    ]
    if gebruiker.is_rol(*ROLLEN_PERS_EIGEN):
        tellingen.append(alle(naam, te_beantwoorden(gebruiker).filter(Q(vervalt_op__lt=nu))))
    return tellingen


def _punt(
    maak: Callable[[dict[str, Any], datetime], Werk], rij: dict[str, Any], op: datetime | None, nu: datetime
) -> Punt:
    return punt(partial(maak, rij, nu), rij, op, nu)


def _taakpunt(rij: dict[str, Any], nu: datetime, blijft: Collection[str]) -> Punt:
    op = rij["uiterlijk_op"]
    return Punt(rij, partial(werk, rij, nu), op, rij["_rang"], bool(rij["signaal"]), blijft=rij["code"] in blijft)


def _wacht(
    gebruiker: Gebruiker,
    zicht: QuerySet[Melding],
    nu: datetime,
    zaken: set[int],
    vanaf: Mapping[str, int],
    *,
    let_op: bool,
) -> Wacht:
    """Whom the zaken of this user wait for; and for who watches over the region, who is late in any of them."""
    hier = Q(zaak__in=zaken)
    if let_op:
        hier |= Q(zaak__in=open_van(zicht), uiterlijk_op__lt=nu)
    return wacht_op_anderen(hier, eigen(gebruiker), nu, vanaf) if zaken or let_op else Wacht()


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


def _overleggen(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime) -> Iterator[Punt]:
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
    velden = ("overleg", "overleg__soort", "overleg__gepland_op", "komt")
    van_zaak = {"zaak__kenmerk": F("overleg__zaak__kenmerk"), "zaak__onderwerp": F("overleg__zaak__onderwerp")}
    van_zaak["zaak__zaaksoort"] = F("overleg__zaak__zaaksoort")
    for rij in rijen.order_by("overleg__gepland_op", "pk").values(*velden, **van_zaak):
        op = rij["overleg__gepland_op"]
        if op:
            # What has begun is not late: it waits for who records it.
            yield Punt(rij, partial(_overleg, rij), op, rang(max(op, nu), nu), heeft_signaal=False)


def _overleg(rij: dict[str, Any]) -> Werk:
    kenmerk, op = rij["zaak__kenmerk"], rij["overleg__gepland_op"]
    hier = f"{reverse('melding_taken', args=[kenmerk])}#overleg-{rij['overleg']}"
    soort, onderwerp = rij["overleg__soort"], rij["zaak__onderwerp"]
    return Werk(soort, hier, kenmerk, onderwerp, "", None, "", "", OVERLEG, op, rij["komt"])


@van_wie_kijkt
def _gevraagd(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], *, protocollen: Protocollen
) -> QuerySet[Bericht, dict[str, Any]]:
    """The dossiers in which this user is asked to confirm a message, the first to answer first."""
    velden = ("zaak__kenmerk", "zaak__onderwerp", "zaak__zaaksoort")
    rijen = gevraagd_aan(gebruiker).filter(zaak__in=open_van(zicht)).values(*velden)
    met = rijen.annotate(voor_op=Min("bevestigen_voor_op"), signaal=heeft_signaal("zaak"))
    op_volgorde: QuerySet[Bericht, dict[str, Any]] = met.order_by("-signaal", "voor_op")
    return op_volgorde


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
        soort="bevestigen",
    )


def lees_taken(
    taken: QuerySet[Taak], limiet: int | None, nu: datetime, *, is_kort: bool = False
) -> Afgekapt[dict[str, Any]]:
    """The first `limiet` of these tasks as plain rows (None: all): those of a melding with a signal first, then the
    late, then what is due tonight, then what has no moment, the newest first. None of those is left out, unless the
    list is a short one beside others."""
    return kap(_op_volgorde(taken, nu, horizon(nu)), limiet, is_kort=is_kort)


def _op_volgorde(taken: QuerySet[Taak], nu: datetime, straks: datetime) -> QuerySet[Taak, dict[str, Any]]:
    rang = op_rang("uiterlijk_op", nu, Q(code__in=doorlopend()), straks)
    met = taken.annotate(_rang=rang, signaal=heeft_signaal("zaak"))
    op_volgorde = met.order_by("-signaal", "_rang", "uiterlijk_op", "-gemaakt_op", "pk")
    rijen: QuerySet[Taak, dict[str, Any]] = op_volgorde.values(*_VELDEN, "_rang", "signaal")
    return rijen


@van_wie_kijkt
def _taken(
    gebruiker: Gebruiker,
    zicht: QuerySet[Melding],
    nu: datetime,
    straks: datetime,
    *,
    protocollen: Protocollen,
) -> QuerySet[Taak, dict[str, Any]]:
    """The tasks of this user as `lees_taken` reads them, all of them."""
    return _op_volgorde(_open_taken(gebruiker, zicht), nu, straks)


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
        soort=BELLEN if rij["code"] == BELTAAK else "taak",
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


def _eigen_termijnen(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> QuerySet[Termijn]:
    """The terms of this user, but for one that a task of his says already: of the same zaak, due at the same moment."""
    taken = Taak.objects.filter(eigen(gebruiker), status=TaakStatus.OPEN)
    zelfde = taken.filter(zaak=OuterRef("zaak"), uiterlijk_op=OuterRef("vervalt_op"))
    rijen = Termijn.objects.filter(in_zicht(gebruiker, zicht), rol=gebruiker.rol, geeindigd_op__isnull=True)
    return rijen.exclude(Exists(zelfde))


@van_wie_kijkt
def _termijnen(
    gebruiker: Gebruiker,
    zicht: QuerySet[Melding],
    nu: datetime,
    straks: datetime,
    *,
    protocollen: Protocollen,
) -> QuerySet[Termijn, dict[str, Any]]:
    rijen = _eigen_termijnen(gebruiker, zicht)
    van_zaak = ("zaak__kenmerk", "zaak__onderwerp", "zaak__zaaksoort", "zaak__protocol_versie")
    velden = ("code", "start_op", "vervalt_op", *van_zaak, "_rang", "signaal")
    met = rijen.annotate(_rang=op_rang("vervalt_op", nu, straks=straks), signaal=heeft_signaal("zaak"))
    op_volgorde: QuerySet[Termijn, dict[str, Any]] = met.order_by("-signaal", "vervalt_op", "pk").values(*velden)
    return op_volgorde


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
        soort="termijn",
    )
