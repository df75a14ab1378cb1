"""The read model of the page of one task: what, for whom, before when and why, and how it is recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from basis.resttijd import Resttijd, resttijd
from basis.taal import opsomming
from calamiteiten.models import Melding
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.familie.betrokkenen import onwetenden
from communicatie.familie.forms import Slotvraag, begin_van_slot
from communicatie.familie.naar_buiten import Toestand
from communicatie.models import Bericht
from contacten.models import Gebruiker, met_dader
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import overleggen
from escalatie.draaiboek.bevoegdheid import is_eigen_taak, mag_analyse, mag_taak
from escalatie.draaiboek.herweging import TRIAGE
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.taken import uitingsoort
from escalatie.draaiboek.termijnen import uitleg_in_zinnen
from escalatie.meldingen.dossier.delen import wie
from escalatie.meldingen.dossier.inzage import deel_van, plekken_van_overleg, plekken_van_taak
from escalatie.meldingen.dossier.pagina import leiding_zin
from escalatie.meldingen.dossier.tijdlijn import ACTIE, door, geregeld
from escalatie.meldingen.taken.forms.fasen import VORMEN
from escalatie.meldingen.taken.forms.taken import Context, TaakForm
from escalatie.meldingen.taken.vervulling import RIJ
from escalatie.models import Overleg, Taak, TaakStatus
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.model import Protocol, TaakRegel

from . import vastgelegd
from .handelingen import Handeling, mogelijk
from .herzien import ELDERS, kan_herzien, uiting_van

INFORMEER, ANALYSE = "Informeer ", "analyse"


@dataclass(frozen=True)
class Taakpagina:
    """Everything on the page. `vorm` decides the form; `elders` is the address when the work has its own page."""

    taak: Taak
    regel: TaakRegel | None
    protocol: Protocol
    vorm: str
    wie: str
    rest: Resttijd | None
    uitleg: list[str]
    mag: bool
    is_eigen: bool
    elders: str
    door: str
    acties: list[Taak]
    berichten: list[Bericht]
    slotvraag: Slotvraag | None
    mag_herzien: bool
    vastgelegd: dict[str, str]
    eerder: list[Taak]
    mag_lezen: bool = True
    handelingen: tuple[Handeling, ...] = ()
    overleg: Overleg | None = None

    @property
    def is_te_plannen(self) -> bool:
        """Whether this is a meeting that this user may plan, and nobody did."""
        return self.vorm == overleggen.OVERLEG and self.is_open and self.mag and self.overleg is None

    @property
    def feiten(self) -> str:
        """Where the fact is recorded that ends this duty; empty for another duty, and for who may not change facts."""
        is_zo = self.regel is not None and self.regel.volgt_feiten and self.vorm == "afvinken"
        return (
            reverse("melding_wijzig", args=[self.taak.melding.kenmerk]) if is_zo and self.is_open and self.mag else ""
        )

    @property
    def slot(self) -> Toestand | None:
        """The locks that are on for this task; None when it stays inside, they are open, or leave lies ready."""
        staat = self.slotvraag.staat() if self.slotvraag else None
        is_dicht = staat and self.slotvraag and not staat.is_open and not self.slotvraag.ligt_klaar(staat)
        return staat if is_dicht else None

    @property
    def is_open(self) -> bool:
        """Whether it can still be recorded."""
        return self.taak.status == TaakStatus.OPEN

    @property
    def is_te_doen(self) -> bool:
        """Whether this user can record it now."""
        return self.is_open and self.mag

    @property
    def leiding(self) -> str:
        """Which gemeente leads, when this task is for that one or for the others."""
        return leiding_zin(Stand(self.taak.melding)) if self.regel and self.regel.voor else ""

    @property
    def bewijs(self) -> list[tuple[str, str]]:
        """Since when it is arranged and by whom, as label and text; empty for another kind of record."""
        gezegd = geregeld(self.taak)
        return [("Geregeld sinds", gezegd[0]), ("Geregeld door", gezegd[1])] if gezegd else []

    @property
    def bron(self) -> str:
        """The paragraph it rests on."""
        return self.regel.bron if self.regel else "Actie, afgesproken door de partijen"


def haal_taak(melding: Melding, nummer: int) -> Taak | None:
    """The task with this number, when it belongs to this melding."""
    rijen = Taak.objects.select_related(
        "zaak__als_melding__aanbieder", "gemeente", "termijn", *met_dader("afgerond_door")
    )
    return rijen.filter(zaak=melding, pk=nummer).first()


def taakpagina(taak: Taak, gebruiker: Gebruiker, nu: datetime) -> Taakpagina:
    """The page of this task for this user at `nu` (aware)."""
    protocol = haal_protocol(taak.melding.protocol_versie)
    regel = protocol.taak_per_code.get(taak.code)
    vorm = regel.vorm if regel else "afvinken"
    mag_verslag = mag_verslag_lezen(taak, vorm, gebruiker)
    return Taakpagina(
        taak=taak,
        regel=regel,
        protocol=protocol,
        vorm=vorm,
        wie=wie(taak, protocol.rolnamen),
        rest=resttijd(taak.uiterlijk_op, nu, taak.gemaakt_op) if taak.uiterlijk_op else None,
        uitleg=uitleg_in_zinnen(taak.termijn) if taak.termijn else [],
        mag=mag_taak(gebruiker, taak) and _is_open_voor(gebruiker, taak, vorm),
        is_eigen=is_eigen_taak(gebruiker, taak),
        elders=_elders(taak, vorm),
        door=door(taak),
        acties=list(_acties(taak)) if vorm == "acties" else [],
        berichten=list(taak.berichten.select_related("contactpersoon", "gemeente")),
        slotvraag=_slotvraag(taak, protocol, gebruiker),
        mag_herzien=kan_herzien(taak, gebruiker),
        vastgelegd=_vastgelegd(taak, vorm) if mag_verslag else {},
        eerder=_eerder(taak, regel),
        mag_lezen=mag_verslag,
        handelingen=tuple(mogelijk(taak, gebruiker)),
        overleg=overleggen.van_taak(taak) if vorm == overleggen.OVERLEG else None,
    )


def maak_form(pagina: Taakpagina, nu: datetime, data: Any = None) -> TaakForm:
    """The form of this task. Raises KeyError when its work has a page of its own (`elders`)."""
    begin = _begin(pagina.taak, pagina.vorm, nu)
    return VORMEN[pagina.vorm](
        Context(pagina.taak, pagina.protocol, pagina.is_eigen, nu, begin, pagina.slotvraag), data
    )


def mag_verslag_lezen(taak: Taak, vorm: str, gebruiker: Gebruiker) -> bool:
    """Whether this user reads what was recorded at this task. Why one lapsed is read by all who read the dossier."""
    if taak.status == TaakStatus.VERVALLEN:
        return True
    van = plekken_van_taak(taak)
    if vorm == overleggen.OVERLEG:
        protocol = haal_protocol(taak.zaak.protocol_versie)
        rijen = Overleg.objects.filter(taak=taak).prefetch_related("genodigden").select_related("taak")
        van += tuple(plek for overleg in rijen for plek in plekken_van_overleg(overleg, protocol))
    return mag_lezen(gebruiker, deel_van(vorm), van)


def _is_open_voor(gebruiker: Gebruiker, taak: Taak, vorm: str) -> bool:
    """Whether the form of this task is this user's to open: an impactanalyse is written by who it is of, or for her."""
    if vorm != ANALYSE:
        return True
    rijen = taak.melding.analyses.select_related("gemeente").filter(gemeente=taak.gemeente)
    return any(mag_analyse(gebruiker, analyse) for analyse in rijen)


def _vastgelegd(taak: Taak, vorm: str) -> dict[str, str]:
    """What was recorded in words; empty without a record."""
    heeft_record = vorm not in ELDERS and RIJ in taak.gegevens
    return vastgelegd.in_woorden(taak) if heeft_record else {}


def _eerder(taak: Taak, regel: TaakRegel | None) -> list[Taak]:
    """Each time that a task which repeats was done, the last first: those are put right on their own page."""
    if regel is None or not regel.herhaalbaar:
        return []
    rijen = Taak.objects.filter(zaak=taak.zaak_id, code=taak.code, gemeente=taak.gemeente, status=TaakStatus.AFGEROND)
    return list(rijen.exclude(pk=taak.pk).select_related(*met_dader("afgerond_door")).order_by("-afgerond_op", "-pk"))


def maak_verbeterform(pagina: Taakpagina, gebruiker: Gebruiker, nu: datetime, data: Any = None) -> TaakForm:
    """The form of this task with what was recorded; what went outside asks the locks of the moment that it names."""
    taak, uiting = pagina.taak, uiting_van(pagina.taak)
    regels = haal_communicatieregels(taak.melding.protocol_versie)
    vraag = Slotvraag(taak.melding, uiting.soort, gebruiker, regels, eerder=uiting.vrijgave) if uiting else None
    context = Context(taak, pagina.protocol, pagina.is_eigen, nu, begin_van_slot(uiting), vraag)
    return vastgelegd.maak_form(taak, context, data)


def _elders(taak: Taak, vorm: str) -> str:
    kenmerk = taak.melding.kenmerk
    if vorm == "communicatieadvies":
        return reverse("advies", args=[kenmerk])
    if vorm == TRIAGE:
        return reverse("melding_wijzig", args=[kenmerk])
    if vorm == "beoordeling":
        return reverse("beoordeling", args=[kenmerk])
    # Nobody is left to tell: only of victim support is it not known whether it was offered.
    if vorm == "familie" and taak.status == TaakStatus.OPEN and not onwetenden(taak.melding).exists():
        return reverse("communicatie_vastleggen", args=[kenmerk, "slachtofferhulp"])
    if vorm == ANALYSE:
        return (
            reverse("analyse_gemeente", args=[kenmerk, taak.gemeente_id])
            if taak.gemeente_id
            else reverse("analyse", args=[kenmerk])
        )
    return ""


def _slotvraag(taak: Taak, protocol: Protocol, gebruiker: Gebruiker) -> Slotvraag | None:
    """What the locks are asked when this task goes outside (R125)."""
    soort = uitingsoort(taak, protocol) if taak.status == TaakStatus.OPEN else ""
    regels = haal_communicatieregels(taak.melding.protocol_versie)
    return Slotvraag(taak.melding, soort, gebruiker, regels) if soort else None


def _acties(taak: Taak) -> Any:
    return Taak.objects.filter(zaak=taak.zaak_id, code=ACTIE).select_related("gemeente", *met_dader("afgerond_door"))


def _begin(taak: Taak, vorm: str, nu: datetime) -> dict[str, Any]:
    if vorm == "informering":
        return {"partij": _partij(taak)}
    return _gepland(taak, nu) if vorm == "overleg" else {}


def _gepland(taak: Taak, nu: datetime) -> dict[str, Any]:
    """What is known of a meeting that was planned, once its moment came: when it was, and who said that he comes."""
    overleg = overleggen.van_taak(taak)
    if overleg is None or overleg.gepland_op is None or overleg.gepland_op > nu:
        return {}
    antwoorden = {g.pk: overleggen.geldend(g, overleg) for g in overleggen.genodigden_bij(taak)}
    komen = [str(pk) for pk, gezegd in antwoorden.items() if gezegd and gezegd.komt]
    return {"gehouden_op": overleg.gepland_op, "aanwezig": komen}


def _partij(taak: Taak) -> str:
    """Whom this task informs, taken from what it is called; the user can say it more precisely."""
    if taak.zetel_rol:
        return opsomming([f"{rolnaam(taak.zetel_rol, taak.melding.protocol_versie)} {taak.gemeente or ''}".strip()])
    rest = taak.titel.removeprefix(INFORMEER)
    return rest[:1].upper() + rest[1:] if rest != taak.titel and " en " not in rest else ""
