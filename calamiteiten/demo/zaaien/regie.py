"""Playing the stories with a held clock: time moves on step by step, alarms ring and mails leave at their own moment.

The mails of the past go to nobody. They are sent through the outbox as always, so that the dossier shows when they
left, but to a mail backend that drops them: hundreds of old mails at the start of the demo would say nothing. What was
planned in the last hour stays in the outbox, and the demo really sends that.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from basis import kalender
from calamiteiten.demo.accounts import ACCOUNTS, WACHTWOORD
from calamiteiten.dossier import Gegevens
from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import berichten, ontvangst
from contacten.models import Aanbieder, Gemeente
from escalatie.draaiboek import informatie, opvolging, taken, termijnen
from escalatie.meldingen.taken.vervulling import Informeerverslag, Vervulling
from escalatie.models import Taak, TaakStatus, Wekker
from escalatie.protocol.lezen import geldende_versie, haal_protocol

from .aanbieders import zaai_aanbieders
from .accounts import Spelers, spelers, zaai_account
from .contacten import zaai_contacten
from .gemeenten import zaai_gemeenten
from .leren import zaai_signalen
from .media import zaai_media
from .paraatheid import zaai_paraatheid
from .persvragen import zaai_persvragen
from .piket import zaai_piket
from .stappen import Loper
from .verhalen import Verhaal, verhalen
from .vertellen import vertel
from .wegen import WEGEN, Weg

DUMMY = "django.core.mail.backends.dummy.EmailBackend"
ECHT_VERSTUREN = timedelta(hours=1)
# How long after a mail its reader confirms.
LEESTIJD = timedelta(minutes=20)
# Steps of longer ago took place in office hours; those of the last days by day and by night.
KANTOOR_NA = timedelta(days=7)
OPENING, SLUITING = time(8, 45), time(17, 0)


class AlGezaaid(Exception):
    """There is data already; seeding would mix invented and real. The text is Dutch."""


@dataclass(frozen=True)
class Gezaaid:
    """How many meldingen there are now, and which stories could not be told under this version, in Dutch."""

    meldingen: int
    weggelaten: tuple[str, ...] = ()


def zaai(nu: datetime, aantal: int) -> Gezaaid:
    """Make the region, the accounts and `aantal` meldingen up to `nu` (aware), all or nothing.

    A version may lack a step that a story takes: that story is left out as a whole, and the rest is told.

    Raises AlGezaaid when there is a gemeente or a melding already.
    """
    eis_leeg()
    with transaction.atomic(), zonder_postbode():
        gemeenten = zaai_gemeenten()
        aanbieders = zaai_aanbieders(gemeenten)
        zaai_contacten(gemeenten, aanbieders, nu - timedelta(days=30))
        for account in ACCOUNTS:
            naam = account.gebruikersnaam.replace("-", " ").title()
            plaats = gemeenten.get(account.gemeente)
            zaai_account(account.gebruikersnaam, account.rol, WACHTWOORD, plaats, naam)
        toneel = Toneel(gemeenten, aanbieders, spelers(), nu)
        # The oldest first: what is sent at a moment of the past is all that was due by then.
        zaai_paraatheid(toneel.wie, nu, toneel.verzend, toneel.passend)
        gekozen = sorted(verhalen(aantal), key=toneel.begin)
        weggelaten = [zin for verhaal in gekozen for zin in vertel(verhaal.wat.onderwerp, toneel.speel, verhaal)]
        gemaakt = len(gekozen) - len(weggelaten)
        zaai_piket(gemeenten, nu)
        zaai_media(toneel.wie, nu)
        zaai_signalen([aanbieders["wissel"], aanbieders["brug"]], toneel.wie.contractmanager, nu)
        weggelaten += zaai_persvragen(toneel.wie, gemeenten, nu, toneel.verzend, toneel.passend)
    return Gezaaid(gemaakt, tuple(weggelaten))


@contextmanager
def _zonder_wat_later_komt(moment: datetime) -> Iterator[None]:
    """Send without what an earlier story left for the end of all: to the sender of long ago that is a wait that cannot
    be, and so counts as now."""
    later = Bericht.objects.filter(status=BerichtStatus.GEPLAND, volgende_poging_op__gt=moment)
    apart = Bericht.objects.filter(pk__in=list(later.values_list("pk", flat=True)))
    apart.update(status=BerichtStatus.WACHT)
    yield
    apart.update(status=BerichtStatus.GEPLAND)


def eis_leeg() -> None:
    """Raise AlGezaaid when there is a gemeente or a melding already."""
    if Gemeente.objects.exists() or Melding.objects.exists():
        raise AlGezaaid("Er staan al gegevens in de database. Zaaien kan alleen in een lege database.")


class Toneel:
    """Where the stories are played: places, people, and the moment at which they end."""

    def __init__(
        self,
        gemeenten: dict[str, Gemeente],
        aanbieders: dict[str, Aanbieder],
        wie: Spelers,
        nu: datetime,
        wegen: Mapping[str, Weg] = WEGEN,
    ) -> None:
        self.gemeenten, self.aanbieders, self.wie, self.nu, self.wegen = gemeenten, aanbieders, wie, nu, wegen

    def begin(self, verhaal: Verhaal) -> datetime:
        """When the melding of this story came in."""
        return self.nu - verhaal.geleden - timedelta(hours=sum(stap.uren for stap in self.wegen[verhaal.weg]))

    def speel(self, verhaal: Verhaal) -> Melding:
        """Walk one story from the registration up to now, ringing the alarms that were due in between."""
        gewenst = self.begin(verhaal)
        loper = Loper(self.wie, self.passend(gewenst))
        loper.registreer(self._gegevens(verhaal, loper.nu))
        self.verzend(loper.nu)
        for stap in self.wegen[verhaal.weg]:
            gewenst += timedelta(hours=stap.uren)
            self._laat_tijd_gaan(loper, self.passend(gewenst))
            stap.doe(loper)
            self.verzend(loper.nu)
        self._laat_tijd_gaan(loper, self.nu)
        return loper.melding

    def _laat_tijd_gaan(self, loper: Loper, tot: datetime) -> None:
        """Ring the alarms of this melding that are due before `tot`, each at its own moment."""
        while wekker := _eerste_wekker(loper.melding, tot):
            termijnen.bewaak(wekker.gaat_op)
            self.verzend(wekker.gaat_op)
        loper.nu = tot

    def verzend(self, moment: datetime) -> None:
        """Send what is due at a moment of the past; of the last hour the demo really sends."""
        if moment >= self.nu - ECHT_VERSTUREN:
            return
        # To see that there is nothing costs the sender itself far more.
        if Bericht.objects.filter(status=BerichtStatus.GEPLAND, volgende_poging_op__lte=moment).exists():
            with _zonder_wat_later_komt(moment):
                berichten.verzend(moment, limiet=500)
        self._antwoord(moment + LEESTIJD)

    def _antwoord(self, moment: datetime) -> None:
        """Who got a mail of the past opened the dossier and confirmed; a seat without an account was phoned.

        What was sent in the last hour is left for who tries out the demo.
        """
        while bericht := ontvangst.gevraagd().select_related("zaak__als_melding", "gemeente", "contactpersoon").first():
            door = self.wie.voor(bericht.rol, bericht.gemeente)
            if door.rol == bericht.rol and bericht.melding:
                opvolging.bevestig(bericht.melding, door, moment)
            else:
                self._bel(bericht, moment)

    def _bel(self, bericht: Bericht, moment: datetime) -> None:
        """The contractmanager phones a seat that cannot sign in, without waiting for the time to run out."""
        informatie.vraag_om_bellen(bericht, moment)
        gebeld = Vervulling("Gebeld en verteld.", gegevens=Informeerverslag(wijze="telefonisch"))
        for taak in Taak.objects.filter(berichten=bericht, status=TaakStatus.OPEN, code=informatie.BELTAAK):
            taken.voltooi(taak.pk, self.wie.contractmanager, gebeld, moment)

    def passend(self, gewenst: datetime) -> datetime:
        """This moment, in office hours when it is longer than a week ago."""
        if self.nu - gewenst < KANTOOR_NA:
            return gewenst
        return min(in_kantoortijd(gewenst), self.nu - KANTOOR_NA)

    def _gegevens(self, verhaal: Verhaal, nu: datetime) -> Gegevens:
        wat, bedrijf = verhaal.wat, self.aanbieders[verhaal.aanbieder]
        woonplaats = None if verhaal.buiten else self.gemeenten[verhaal.gemeenten[-1]]
        protocol = haal_protocol(geldende_versie(kalender.lokale_datum(nu)))
        return Gegevens(
            onderwerp=wat.onderwerp,
            omschrijving=wat.omschrijving,
            soort=wat.soort,
            meldingssoort=wat.meldingssoort,
            categorie=wat.categorie,
            zorgcontext=wat.zorgcontext,
            grondslag="jeugdwet",
            gebeurd_datum=kalender.lokale_datum(nu - timedelta(days=1)),
            gebeurd_tijd=time(20, 15),
            plaatssoort=wat.plaatssoort,
            plaats=str(self.gemeenten[verhaal.gemeenten[0]]),
            aanbieder=bedrijf,
            aanbieder_soort=bedrijf.soort,
            ontvangen_op=nu,
            gemeente_verblijf=self.gemeenten[verhaal.gemeenten[0]],
            gemeente_woonplaats=woonplaats,
            gemeente_woonplaats_buiten=verhaal.buiten,
            melder=verhaal.melder[0],
            melder_anders=verhaal.melder[1],
            gemeld_zelf_op=nu - timedelta(hours=1) if verhaal.melder[1] else None,
            gemeld_igj_op=nu - timedelta(hours=3) if verhaal.weet_igj else None,
            igj_kenmerk=f"V{nu:%y%m%d%H}" if verhaal.weet_igj else "",
            gemeld_toegang={code: nu - timedelta(hours=2) for code in verhaal.gemeenten},
            criteria={c.code: "ja" for c in protocol.criteria if c.definitie == wat.soort},
        )


def in_kantoortijd(moment: datetime) -> datetime:
    """The same moment when someone is at work (working days 8:45 to 17:00), else the next opening. Keeps the order."""
    lokaal = kalender.lokaal(moment)
    dag = lokaal.date()
    if kalender.is_werkdag(dag) and lokaal.time() < SLUITING:
        return max(moment, _opening(lokaal))
    dag += timedelta(days=1)
    while not kalender.is_werkdag(dag):
        dag += timedelta(days=1)
    return _opening(datetime.combine(dag, OPENING, tzinfo=kalender.ZONE))


def _opening(lokaal: datetime) -> datetime:
    return datetime.combine(lokaal.date(), OPENING, tzinfo=kalender.ZONE)


def _eerste_wekker(melding: Melding, tot: datetime) -> Wekker | None:
    open_ = Wekker.objects.filter(
        termijn__zaak=melding, gevuurd_op__isnull=True, vervallen_op__isnull=True, gaat_op__lte=tot, pogingen=0
    )
    return open_.order_by("gaat_op").first()


@contextmanager
def zonder_postbode() -> Iterator[None]:
    """Drop the mails of the past, and give the outbox its real mail server back afterwards."""
    bewaard = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = DUMMY
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = bewaard
