"""The page Bewaking: does the machine that guards the terms live, what does it find, and what waits for a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min

from basis.kap import Gekapt, kap
from basis.taal import in_een_zin
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.models import NOG_TE_VERZENDEN, Bericht, Herstel
from communicatie.post import berichten, quarantaine
from communicatie.sjablonen.bestanden import Mailfout
from communicatie.sjablonen.delen import met_namen, standaard
from contacten.models import Gebruiker
from contacten.rollen import Deel, Rol, die_zien
from escalatie.models import Bevinding, Hartslag, Termijn, Wekker

from . import bevindingen, gezondheid, hartslagen, hervatten
from .hartslagen import Onderdeel

ROLLEN = die_zien(Deel.BEWAKING)
MEESTE_RIJEN = 50
MEESTE_HISTORIE = 10
# How a part stands: class of the cell, icon, word.
LEEFT, STIL, NIET_BEWAAKT = (
    ("klaar", "circle-check", "werkt"),
    ("te_laat", "urgent", "stil"),
    ("nvt", "minus", "niet bewaakt"),
)


@dataclass(frozen=True)
class Onderdeelregel:
    """One part with its last heartbeat (`op`, None when it never beat)."""

    onderdeel: Onderdeel
    toestand: str
    icoon: str
    woord: str
    op: datetime | None


@dataclass(frozen=True)
class Vastgelopen:
    """A row that was tried five times: what it is, why it fails, since when; `soort` and `pk` for the button."""

    soort: str
    pk: int
    titel: str
    reden: str
    sinds_op: datetime


@dataclass(frozen=True)
class Bewakingspagina:
    """All of the page. Kenmerken are for who may open dossiers; `mag_herstellen`: the buttons are the beheerder's."""

    onderdelen: list[Onderdeelregel]
    klachten: list[str]
    oudste_bericht_op: datetime | None
    volgende_termijn_op: datetime | None
    volgende_wekker_op: datetime | None
    controle_op: datetime | None
    back_up: Hartslag | None
    bevindingen: list[Bevinding]
    historie: Gekapt[Bevinding]
    vastgelopen: list[Vastgelopen]
    vastgelopen_over: int
    quarantaine: Herstel | None
    mag_herstellen: bool
    mag_kenmerken: bool

    @property
    def is_volledig(self) -> bool:
        """Whether every part is guarded in this installation."""
        return all(regel.onderdeel.is_bewaakt or regel.onderdeel.is_keuze for regel in self.onderdelen)


def maak_bewakingspagina(gebruiker: Gebruiker, nu: datetime, *, alles: bool = False) -> Bewakingspagina:
    """The page as it is at `nu` (aware) for this user; `alles`: every row that is stuck, and all that was put right."""
    vast, over = _vastgelopen(None if alles else MEESTE_RIJEN)
    slagen = hartslagen.laatste()
    controle, zinnen = slagen.get("controle"), gezondheid.meet(nu).zinnen
    return Bewakingspagina(
        onderdelen=[
            _onderdeelregel(onderdeel, slagen.get(onderdeel.naam), nu, f"{onderdeel.naam}_staat_stil" in zinnen)
            for onderdeel in hartslagen.ONDERDELEN
        ],
        klachten=list(zinnen.values()),
        **_momenten(),
        controle_op=controle.op if controle else None,
        back_up=slagen.get("back_up"),
        bevindingen=list(bevindingen.open_()),
        historie=kap(
            Bevinding.objects.filter(verdwenen_op__isnull=False).order_by("-verdwenen_op", "-pk"),
            None if alles else MEESTE_HISTORIE,
        ),
        vastgelopen=vast,
        vastgelopen_over=over,
        quarantaine=quarantaine.lopend(),
        mag_herstellen=gebruiker.is_rol(Rol.BEHEERDER),
        mag_kenmerken=mag_lezen(gebruiker, Deel.BEWAKING_KENMERKEN),
    )


def _onderdeelregel(onderdeel: Onderdeel, slag: Hartslag | None, nu: datetime, is_klacht: bool) -> Onderdeelregel:
    stand = STIL if is_klacht else NIET_BEWAAKT if hartslagen.is_stil(onderdeel, slag, nu) else LEEFT
    return Onderdeelregel(onderdeel, *stand, slag.op if slag else None)


def _momenten() -> dict[str, Any]:
    wachtend = Bericht.objects.filter(status__in=NOG_TE_VERZENDEN)
    wekkers = Wekker.objects.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True)
    return {
        "oudste_bericht_op": wachtend.aggregate(oudste=Min("gepland_op"))["oudste"],
        "volgende_termijn_op": Termijn.objects.filter(
            geeindigd_op__isnull=True, geschorst_op__isnull=True, verstreken_op__isnull=True
        ).aggregate(eerste=Min("vervalt_op"))["eerste"],
        "volgende_wekker_op": wekkers.aggregate(eerste=Min("gaat_op"))["eerste"],
    }


def _vastgelopen(hoogstens: int | None) -> tuple[list[Vastgelopen], int]:
    """What is stuck, the longest first, a warning of a term before a mail; and how many are left out."""
    post = kap(berichten.vastgelopen().order_by("gepland_op", "pk"), hoogstens)
    wekkers = kap(hervatten.vastgelopen().order_by("gaat_op", "pk"), hoogstens)
    rijen = [
        *(
            Vastgelopen("wekker", rij.pk, "Waarschuwing bij een termijn", f"Fout: {rij.fout}.", rij.gaat_op)
            for rij in wekkers.rijen
        ),
        *(Vastgelopen("bericht", rij.pk, _titel(rij.sjabloon), rij.reden, rij.gepland_op) for rij in post.rijen),
    ]
    return rijen, post.over + wekkers.over


def _titel(sjabloon: str) -> str:
    """The subject of this mail without its kenmerk; its template may be the very thing that is broken."""
    try:
        kaal = met_namen(standaard(sjabloon).onderwerp).removeprefix("{kenmerk}: ").replace("{kenmerk}", "").strip()
    except Mailfout:
        return "Bericht"
    return f"Mail: {in_een_zin(kaal)}"
