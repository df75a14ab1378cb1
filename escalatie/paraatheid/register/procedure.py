"""The procedure of what is arranged beforehand: what the register adds to the one engine (R131, R132, R162-R179)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.regels import StapRegel
from calamiteiten.models import Paraatheid, Paraatheidsfeit, Zaak
from calamiteiten.paraatheid import ROLLEN_PARAATHEID, plek_vult_in, zichtbare_paraatheid
from calamiteiten.statussen import PARAATHEID
from communicatie.models import Bericht
from contacten.models import Dader, Linkhouder, dader_velden
from escalatie.draaiboek.opdrachten import Opdracht, Stapgegevens
from escalatie.draaiboek.procedure import Actienieuws, Plek, Procedure
from escalatie.models import Stap, Taak, Termijn
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.paraatheidsregels import Paraatheidsregels

from . import berichten, termijnen
from .opdrachten import SLA_OVER, VASTLEGGEN, Inhoud, Vastlegging, past_bij
from .stand import Paraatstand, actie_van

ER_KWAM_IETS_BIJ = "Iemand legde intussen iets vast. Lees dat eerst, en leg dan vast wat er nog bij moet."
AL_BINNEN = "Het overzicht van dit jaar is er al. Verbeter dat als er iets niet klopt."
GEEN_JAAR = "Zeg van welk jaar het overzicht is."


class Paraatheidsprocedure(Procedure[Paraatheid, Paraatstand]):
    """See `Procedure`."""

    soort = PARAATHEID
    naam = "de actie"
    waar = "de actie"
    nieuwste_volstaat = True

    def wet(self, versie: str) -> Paraatheidsregels:
        """What this version says of what is arranged beforehand."""
        return haal_protocol(versie).paraatheid

    def rijen(self) -> QuerySet[Paraatheid]:
        """Actions with whose they are."""
        return Paraatheid.objects.select_related("gemeente", "aanbieder")

    def stand(self, zaak: Paraatheid, regel: StapRegel, opdracht: Opdracht | None = None) -> Paraatstand:
        """The action before this step, with what the form says."""
        return Paraatstand(zaak, regel, opdracht.gegevens if opdracht else None)

    def ontbreekt(self, naam: str, stand: Paraatstand, gegevens: Stapgegevens | None) -> str:
        """The one condition that the file can ask. Raises KeyError for another: the check asks for it."""
        return {"is_jaarlijks": "" if stand.actie.is_jaarlijks else "Dit is geen jaaroverzicht."}[naam]

    def ziet(self, gebruiker: Dader, zaak: Paraatheid) -> bool:
        """Whether this action is this user's; who has a link sees what is of his seat."""
        if isinstance(gebruiker, Linkhouder):
            aanbieder = gebruiker.aanbieder.pk if gebruiker.aanbieder else None
            return plek_vult_in(zaak.pk, gebruiker.rol, gebruiker.gemeente_id, aanbieder)
        return zichtbare_paraatheid(gebruiker).filter(pk=zaak.pk).exists()

    def past_bij(self, regel: StapRegel, stand: Paraatstand, gegevens: Stapgegevens | None) -> bool:
        """Whether this is what the step with this code carries."""
        return past_bij(regel.code, gegevens)

    def vanzelf(self, regel: StapRegel, stand: Paraatstand) -> None:
        """Nothing: people fill in the form."""

    def pas_toe(self, stand: Paraatstand, opdracht: Opdracht, door: Dader, nu: datetime) -> None:
        """Keep what was recorded. Raises Geweigerd when somebody was first, or the year is in already."""
        if isinstance(opdracht.gegevens, Vastlegging):
            _eis_nieuw(stand, opdracht.gegevens)
            maak_feit(stand.zaak, opdracht.gegevens.inhoud, door, nu)

    def op_de_stap(self, stand: Paraatstand, opdracht: Opdracht) -> Mapping[str, Any]:
        """What was recorded, or the year that is passed over."""
        if isinstance(opdracht.gegevens, Vastlegging):
            return {naam: waarde for naam, waarde in opdracht.gegevens.inhoud.velden().items() if waarde}
        if opdracht.code == SLA_OVER:
            return {termijnen.JAAR: termijnen.gevraagd_jaar(termijnen.lopende(stand.zaak))}
        return {}

    def verwerk(self, stap: Stap, stand: Paraatstand, opdracht: Opdracht | None, nu: datetime) -> None:
        """The term follows, and who must know hears it. What the region records itself is no news to the region."""
        termijnen.werk_bij(stap, stand.zaak, nu, is_gehaald=stap.code in VASTLEGGEN)
        if stap.code in VASTLEGGEN and stap.dader.is_rol(*ROLLEN_PARAATHEID):
            return
        berichten.kondig_aan(stand.zaak, f"stap:{stap.code}", f"stap:{stap.pk}", nu, stap.dader)

    def kondig_termijn_aan(self, termijn: Termijn, soort: str, sleutel: str, nu: datetime) -> None:
        """The messages of an alarm."""
        zaak = self.rijen().get(pk=termijn.zaak_id)
        berichten.kondig_aan(zaak, f"termijn:{termijn.code}:{soort}", sleutel, nu)

    def verwerk_gebeurtenis(
        self, zaak: Paraatheid, code: str, sleutel: str, door: Dader, nu: datetime, gehoord: Sequence[Bericht]
    ) -> list[Bericht]:
        """Nothing: what happens around a melding changes nothing of what was arranged beforehand."""
        return []

    def houdt_acties_bij(self, wie: Dader, zaak: Zaak) -> bool:
        """Who keeps the register."""
        return wie.is_rol(*ROLLEN_PARAATHEID)

    def plekken_van_actie(self, taak: Taak) -> list[Plek]:
        """Nobody: the action is the zaak itself, and holds no others."""
        return []

    def meld_actie(
        self, taak: Taak, plekken: Iterable[Plek], wat: Actienieuws, *, sleutel: str, nu: datetime, zelf: Dader
    ) -> None:
        """Nothing, as above."""

    def herinner_aan_actie(self, taak: Taak, geval: str, nu: datetime) -> None:
        """Nothing, as above: the term reminds."""


def maak_feit(
    zaak: Paraatheid, inhoud: Inhoud, door: Dader, nu: datetime, verbetert: Paraatheidsfeit | None = None
) -> Paraatheidsfeit:
    """Add the row of one record. Inside the transaction that holds the zaak, after `eis_jaar`."""
    eis_jaar(zaak, inhoud, verbetert)
    return Paraatheidsfeit.objects.create(
        paraatheid=zaak, verbetert=verbetert, vastgelegd_op=nu, **inhoud.velden(), **dader_velden(door)
    )


def eis_jaar(zaak: Paraatheid, inhoud: Inhoud, verbetert: Paraatheidsfeit | None = None) -> None:
    """Raise Geweigerd for an overview without a year, or of a year that is in already."""
    if not actie_van(zaak).is_jaarlijks:
        return
    if inhoud.jaar is None:
        raise Geweigerd(GEEN_JAAR)
    van_dit_jaar = zaak.feiten.filter(vervallen_op__isnull=True, jaar=inhoud.jaar)
    if van_dit_jaar.exclude(pk=verbetert.pk if verbetert else 0).exists():
        raise Geweigerd(AL_BINNEN)


def _eis_nieuw(stand: Paraatstand, gegevens: Vastlegging) -> None:
    laatste = stand.zaak.feiten.order_by("-pk").values_list("pk", flat=True).first() or 0
    if laatste != gegevens.gezien:
        raise Geweigerd(ER_KWAM_IETS_BIJ)


PROCEDURE = Paraatheidsprocedure()
