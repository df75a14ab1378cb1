"""The read models of meetings: who can be invited; on the dossier what is planned, who comes and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from calamiteiten.toegang import kring
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.models import Bericht, BerichtStatus
from contacten.bezetting import alle_zetels
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE, ROLLEN_IN_LIJST, ROLLEN_MET_DOSSIERS, Deel
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import overleggen
from escalatie.draaiboek.bevoegdheid import mag_taak
from escalatie.draaiboek.uitkomst import Plek, plek_van
from escalatie.meldingen.dossier.inzage import plekken_van_overleg
from escalatie.meldingen.dossier.rijen import Dossierrijen
from escalatie.meldingen.taken.handelingen import context_van
from escalatie.models import Genodigde, Overleg, OverlegStatus, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol

from .forms import Plancontext, Plekkeuze

GEEN_ANTWOORD = ("nog geen antwoord", "hourglass", "neutral")


@dataclass(frozen=True)
class Genodigderegel:
    """An invited seat: its name, where it stands as word, icon and colour, and who said so."""

    genodigde: Genodigde
    naam: str
    stand: str
    icoon: str
    kleur: str
    door: str


@dataclass(frozen=True)
class Overlegregel:
    """A meeting with who is invited. `eigen`: the invitation of this user; `antwoord`: what was said for it (None: not
    yet). `is_geweest`: its moment has passed. `mag_lezen`: whether this user reads what came of it.
    `acties`: what was agreed there."""

    overleg: Overleg
    genodigden: list[Genodigderegel]
    eigen: Genodigde | None
    antwoord: bool | None
    mag: bool
    is_geweest: bool
    mag_lezen: bool
    acties: list[Taak]

    @property
    def is_gepland(self) -> bool:
        """Whether it is still to be held."""
        return self.overleg.status == OverlegStatus.GEPLAND

    @property
    def telling(self) -> str:
        """How many come, in words."""
        standen = [regel.stand for regel in self.genodigden]
        return f"{standen.count('komt')} van de {len(standen)} genodigden komen"


@dataclass(frozen=True)
class Overlegkaart:
    """The meetings of a dossier: still to come, those that were, and the tasks that ask for one that nobody planned."""

    gepland: list[Overlegregel]
    geweest: list[Overlegregel]
    te_plannen: list[Taak]

    @property
    def is_leeg(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.gepland or self.geweest or self.te_plannen)


def overlegkaart(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Overlegkaart:
    """The meetings as this user sees them at `nu` (aware); no query of its own beside those of `rijen`."""
    regels = [_overlegregel(overleg, rijen, gebruiker, nu) for overleg in rijen.overleggen]
    gepland = {regel.overleg.taak_id for regel in regels if regel.is_gepland}
    vormen = rijen.protocol.taak_per_code
    te_plannen = [
        taak
        for taak in rijen.open_taken
        if taak.code in vormen and vormen[taak.code].vorm == overleggen.OVERLEG and taak.pk not in gepland
    ]
    return Overlegkaart(
        gepland=[regel for regel in regels if regel.is_gepland],
        geweest=[regel for regel in regels if not regel.is_gepland],
        te_plannen=[taak for taak in te_plannen if mag_taak(gebruiker, taak)] if rijen.melding.is_open() else [],
    )


def _overlegregel(overleg: Overleg, rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Overlegregel:
    is_gepland = overleg.status == OverlegStatus.GEPLAND
    mag = is_gepland and overleg.taak is not None and mag_taak(gebruiker, overleg.taak)
    post = [b for b in rijen.berichten if overleggen.nummer_in(b.aanleiding) == overleg.pk]
    wie = [g for g in overleg.genodigden.all() if g.vervallen_op is None]
    eigen = next((g for g in wie if is_gepland and (g.rol, g.gemeente_id) == plek_van(gebruiker)), None)
    gezegd = overleggen.geldend(eigen, overleg) if eigen else None
    afgesproken = [t for t in rijen.taken if overleg.taak_id and t.gegevens.get("afgesproken") == overleg.taak_id]
    return Overlegregel(
        overleg=overleg,
        genodigden=[_genodigderegel(g, overleg, post, rijen.protocol.versie) for g in wie],
        eigen=eigen,
        antwoord=gezegd.komt if gezegd else None,
        mag=mag,
        is_geweest=overleg.gepland_op is not None and overleg.gepland_op <= nu,
        mag_lezen=mag_lezen(gebruiker, Deel.GESPREKKEN, plekken_van_overleg(overleg, rijen.protocol)),
        acties=afgesproken if overleg.status == OverlegStatus.GEHOUDEN else [],
    )


def _genodigderegel(genodigde: Genodigde, overleg: Overleg, post: Iterable[Bericht], versie: str) -> Genodigderegel:
    naam = overleggen.naam_van(genodigde, versie)
    gezegd = overleggen.geldend(genodigde, overleg)
    door = overleggen.wie_antwoordde(gezegd) if gezegd else ""
    eigen_post = [b for b in post if (b.rol, b.gemeente_id) == (genodigde.rol, genodigde.gemeente_id)]
    stand = _stand(genodigde, gezegd.komt if gezegd else None, eigen_post)
    return Genodigderegel(genodigde, f"{naam[:1].upper()}{naam[1:]}", *stand, door)


def _stand(genodigde: Genodigde, komt: bool | None, post: list[Bericht]) -> tuple[str, str, str]:
    if genodigde.was_er is not None:
        return ("was er", "check", "positive") if genodigde.was_er else ("was er niet", "minus", "neutral")
    if komt is not None:
        return ("komt", "check", "positive") if komt else ("komt niet", "x", "negative")
    # The newest message says how it stands; the rows come newest first.
    if post and post[0].is_rood:
        return "niet bereikt: wordt gebeld", "phone", "negative"
    if post and post[0].status == BerichtStatus.WACHT:
        return "uitnodiging wacht tot de familie het weet", "lock", "warning"
    return GEEN_ANTWOORD


def plancontext(taak: Taak, nu: datetime, overleg: Overleg | None = None) -> Plancontext:
    """What the form of the meeting of this task must know at `nu` (aware)."""
    genodigd = overleggen.plekken_van(overleg) if overleg else frozenset()
    return Plancontext(tuple(_keuzes(taak, genodigd, nu)), nu, overleg, genodigd)


def _keuzes(taak: Taak, genodigd: frozenset[Plek], nu: datetime) -> Iterable[Plekkeuze]:
    """The seats that see this dossier or that the protocol proposes, those it proposes first."""
    melding, protocol = taak.melding, haal_protocol(taak.zaak.protocol_versie)
    voorstel = protocol.taak_per_code[taak.code].genodigden
    genoemd = {rol for regel in protocol.taken for rol in regel.genodigden}
    wie, bezet = kring(melding), alle_zetels(nu)
    gemeenten = context_van(melding, nu).gemeenten
    keuzes = []
    for rol in ROLLEN_IN_LIJST:
        plaatsen: Iterable[Gemeente | None] = gemeenten if rol in PER_GEMEENTE else [None]
        for gemeente in plaatsen:
            plek = (str(rol), gemeente.pk if gemeente else None)
            ziet = rol in ROLLEN_MET_DOSSIERS and wie.heeft(rol, gemeente)
            # A role that the protocol names comes for the gemeenten that are involved, another for who reads along.
            is_genoemd = rol in genoemd and (gemeente is None or gemeente.pk in wie.gemeenten)
            if not (ziet or is_genoemd or plek in genodigd):
                continue
            hier = taak.gemeente is None or gemeente in {None, taak.gemeente}
            zetel = bezet.get((rol, plek[1], melding.aanbieder_id if rol in PER_AANBIEDER else None))
            mensen = ", ".join(contact.weergavenaam for contact in zetel.ontvangers) if zetel else ""
            naam = f"{rolnaam(rol, protocol.versie)} {gemeente or ''}".strip()
            keuzes.append(
                Plekkeuze(
                    plek,
                    f"{naam[:1].upper()}{naam[1:]}",
                    mensen or "Niemand op deze plek: er komt een beltaak.",
                    rol in voorstel and hier,
                )
            )
    return sorted(keuzes, key=lambda keuze: (keuze.plek not in genodigd, not keuze.is_voorgesteld))


def haal_overleg(taak_ids: Iterable[int], nummer: int) -> Overleg | None:
    """The meeting with this number, when it is of one of these zaken."""
    rijen = Overleg.objects.select_related("zaak__als_melding__aanbieder", "taak__gemeente", "taak__zaak")
    return rijen.filter(zaak__in=taak_ids, pk=nummer).first()


def is_te_plannen(taak: Taak, gebruiker: Gebruiker) -> bool:
    """Whether this user may plan the meeting of this task: it is one, it is open, and nobody planned it yet."""
    regel = haal_protocol(taak.zaak.protocol_versie).taak_per_code.get(taak.code)
    is_overleg = regel is not None and regel.vorm == overleggen.OVERLEG and taak.status == TaakStatus.OPEN
    return is_overleg and taak.zaak.is_open() and mag_taak(gebruiker, taak) and overleggen.van_taak(taak) is None
