"""The read model of the page of one action: how it stands, before when, what was recorded, and what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from basis.kalender import lokale_datum
from basis.regels import StapRegel
from basis.resttijd import Resttijd, resttijd
from basis.taal import opsomming
from calamiteiten.models import Paraatheid, Paraatheidsfeit
from calamiteiten.paraatheid import ROLLEN_PARAATHEID
from calamiteiten.statussen import PARAATHEID
from communicatie.models import VRAAGT_TELEFOON, Bericht
from communicatie.post.woorden import zetelnaam
from contacten.models import Contactpersoon, Dader, Gebruiker, met_dader
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import verloop
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheden
from escalatie.draaiboek.termijnen import uitleg_in_zinnen
from escalatie.draaiboek.verloop import Tijdlijn
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.paraatheidsregels import ActieRegel, Paraatheidsregels

from . import termijnen
from .berichten import eigenaar
from .inhoud import in_woorden
from .opdrachten import HERZIE, LEG_VAST, VASTLEGGEN, WEER_OPEN
from .stand import BEELDEN, actie_van, geldende_feiten, is_geregeld, wet_van, woord

# Years before the one that is asked of which an overview can be handed in, for who compares.
TERUG = 3
ICONEN = {HERZIE: "pencil", "sla_over": "ban"}
# Taken by taking back what was recorded, and not by itself.
NIET_LOS = VASTLEGGEN | {WEER_OPEN}


@dataclass(frozen=True)
class Actiecontext:
    """What a form must know of an action. `code`: the step with which something is recorded now; `jaren`: of which an
    overview can be handed in; `gezien`: the key of the newest record."""

    zaak: Paraatheid
    actie: ActieRegel
    code: str
    nu: datetime
    gezien: int
    gevraagd_jaar: int | None = None
    jaren: tuple[int, ...] = ()

    @property
    def gedaan(self) -> str:
        """What is true once that step was taken."""
        return haal_protocol(self.zaak.protocol_versie).paraatheid.stap_per_code[self.code].als_gedaan


@dataclass(frozen=True)
class Feitregel:
    """One record as it is shown: its values by name, who recorded it, and how it ended."""

    feit: Paraatheidsfeit
    velden: list[tuple[str, str]]
    einde: str


@dataclass(frozen=True)
class Actiepagina:
    """Everything the template shows. `mag_vastleggen`: this user records; `niet_bereikt`: whom no mail reached."""

    zaak: Paraatheid
    actie: ActieRegel
    beeld: tuple[str, str, str]
    eigenaar: str
    mensen: list[Contactpersoon]
    rest: Resttijd | None
    uitleg: list[str]
    geldend: list[Feitregel]
    eerder: list[Feitregel]
    stappen: list[Mogelijkheid[StapRegel]]
    mag_vastleggen: bool
    is_van_regio: bool
    gevraagd_jaar: int | None
    niet_bereikt: list[tuple[str, str]]
    tijdlijn: Tijdlijn


def context_van(zaak: Paraatheid, nu: datetime) -> Actiecontext:
    """What a form about this action must know at `nu` (aware)."""
    actie, laatste = actie_van(zaak), zaak.feiten.order_by("-pk").first()
    code = HERZIE if is_geregeld(zaak) else LEG_VAST
    gezien = laatste.pk if laatste else 0
    if not actie.is_jaarlijks:
        return Actiecontext(zaak, actie, code, nu, gezien)
    gevraagd = termijnen.gevraagd_jaar(termijnen.lopende(zaak))
    dit_jaar = lokale_datum(nu).year  # a year that did not begin has no incidents yet, also when it is asked next
    jaren = tuple(range(dit_jaar, dit_jaar - TERUG - 1, -1))
    return Actiecontext(zaak, actie, code, nu, gezien, gevraagd, jaren)


def actiepagina(zaak: Paraatheid, gebruiker: Gebruiker, nu: datetime) -> Actiepagina:
    """The page of this action as this user may read it at `nu` (aware)."""
    actie, wet, termijn = actie_van(zaak), wet_van(zaak), termijnen.lopende(zaak)
    zetel, kansen = eigenaar(zaak, nu), mogelijkheden(zaak, gebruiker)
    regels = feitregels(zaak.feiten.select_related(*met_dader(), "verbeterd_door").order_by("-op_datum", "-pk"), actie)
    post = list(Bericht.objects.filter(zaak=zaak.pk).select_related("gemeente", "aanbieder").order_by("gepland_op"))
    return Actiepagina(
        zaak=zaak,
        actie=actie,
        beeld=BEELDEN[woord(zaak, termijn, nu)],
        eigenaar=zetel.heet(zaak.protocol_versie) if zetel else "",
        mensen=list(zetel.ontvangers) if zetel else [],
        rest=resttijd(termijn.vervalt_op, nu, termijn.start_op) if termijn else None,
        uitleg=uitleg_in_zinnen(termijn) if termijn else [],
        geldend=[regel for regel in regels if not regel.einde],
        eerder=[regel for regel in regels if regel.einde],
        stappen=[kans for kans in kansen if kans.mag and kans.code not in NIET_LOS],
        mag_vastleggen=any(kans.mag and kans.code in VASTLEGGEN for kans in kansen),
        is_van_regio=gebruiker.is_rol(*ROLLEN_PARAATHEID),
        gevraagd_jaar=termijnen.gevraagd_jaar(termijn),
        niet_bereikt=[(zetelnaam(rij, zaak.protocol_versie), rij.reden) for rij in post if _is_rood(rij)],
        tijdlijn=_tijdlijn(zaak, post, wet),
    )


def feitregels(rijen: Iterable[Paraatheidsfeit], actie: ActieRegel) -> list[Feitregel]:
    """Records as they are shown, in the order given; fetch `verbeterd_door` along."""
    return [Feitregel(feit, list(in_woorden(feit, actie).items()), _einde(feit)) for feit in rijen]


def _einde(feit: Paraatheidsfeit) -> str:
    if feit.vervallen_op is None:
        return ""
    return "verbeterd" if hasattr(feit, "verbeterd_door") else "ingetrokken"


def _is_rood(rij: Bericht) -> bool:
    return rij.status in VRAAGT_TELEFOON and rij.bevestigd_op is None


def _tijdlijn(zaak: Paraatheid, post: list[Bericht], wet: Paraatheidsregels) -> Tijdlijn:
    stappen = Stap.objects.filter(zaak=zaak.pk).select_related(*met_dader("door")).order_by("volgnummer")

    def wie(rijen: list[Bericht]) -> str:
        return opsomming(dict.fromkeys(rolnaam(rij.rol, zaak.protocol_versie) for rij in rijen))

    momenten = (
        *verloop.van_stappen(stappen, wet, PARAATHEID, str, ICONEN),
        *verloop.van_wekkers(verloop.gevuurde_wekkers(zaak), wet),
        *verloop.van_berichten(post, wie),
    )
    return Tijdlijn(verloop.op_volgorde(momenten))


def lees_voor_link(zaak: Paraatheid, wie: Dader) -> dict[str, Any]:
    """What who fills in by a link reads of an action: what is asked, and what his organisation recorded before."""
    actie = actie_van(zaak)
    eerder = feitregels(geldende_feiten(zaak), actie)
    # Who holds a seat of two organisations must read for which one he answers.
    plek = f"{rolnaam(wie.rol, zaak.protocol_versie)} {zaak.plaats or ''}".strip()
    return {"actie": actie, "geldend": eerder, "plek": plek}
