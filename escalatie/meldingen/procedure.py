"""The procedure of a melding: what Hoofdstuk 2 adds to the one engine."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.regels import InformatieRegel as Informatie
from basis.regels import StapRegel, Versie
from calamiteiten import dossier
from calamiteiten.dossier import Gegevens, Verstrekking
from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import MELDING
from calamiteiten.toegang import mag_zien
from communicatie.familie import familielijst, onderzoeken, regie
from communicatie.models import Bericht
from communicatie.post.berichten import Aankondiging
from contacten.models import Dader, Gebruiker
from escalatie.draaiboek import (
    antwoorden,
    deur,
    dubbel,
    gebeurtenissen,
    gevolgen,
    informatie,
    sluiting,
    termijnen,
    vervanging,
)
from escalatie.draaiboek.bevoegdheid import mag_actie_toevoegen
from escalatie.draaiboek.mogelijkheden import wie_mag
from escalatie.draaiboek.opdrachten import (
    Dubbelmelding,
    Opdracht,
    Plaatskeuze,
    Scenariokeuze,
    Stapgegevens,
    als_json,
    keuze_bij,
)
from escalatie.draaiboek.procedure import REGISTREER, Actienieuws, Plek, Procedure
from escalatie.draaiboek.stand import Stand, standen
from escalatie.draaiboek.voorwaarden import ontbreekt
from escalatie.models import Stap, Taak, Termijn
from escalatie.paraatheid import herindeling
from escalatie.protocol.lezen import geldende_versie, haal_communicatieregels, haal_protocol
from escalatie.protocol.model import InformatieRegel, OvergangRegel, Protocol

ACTIEMAILS = {
    Actienieuws.GEGEVEN: informatie.TAAK_GEGEVEN,
    Actienieuws.GEWIJZIGD: informatie.TAAK_GEWIJZIGD,
    Actienieuws.INGETROKKEN: informatie.TAAK_INGETROKKEN,
}


def registreer(
    gegevens: Gegevens,
    sleutel: UUID,
    door: Dader,
    nu: datetime,
    verstrekking: Verstrekking | None = None,
    waarom_namens: str = "",
) -> Melding:
    """Register a melding (R43, R46): the first step. A second call with the same `sleutel` returns the first melding
    (F18). `waarom_namens`: why who may register by itself cannot be reached, of who does it for that role (A22).

    Raises Geweigerd when this role may not register, IntegrityError when the key is another user's.
    """
    # The version of the day on which the melding came in; it keeps that one, whatever is adopted later.
    protocol = haal_protocol(geldende_versie(lokale_datum(gegevens.ontvangen_op)))
    regel = protocol.stap_per_code[REGISTREER]
    if not (door.is_rol(*regel.door) or vervanging.is_vervanger(door, regel, "")):
        raise Geweigerd(f"“{regel.naam}” is aan de {wie_mag(regel, Melding(protocol_versie=protocol.versie))}.")

    namens = vervanging.op_de_stap(regel, door.rol, "", protocol.versie, waarom_namens)

    def maak() -> Melding:
        onder = Versie(protocol.versie, protocol.digest, regel.naar)
        melding = dossier.leg_melding_vast(gegevens, sleutel, onder, door, nu)
        if verstrekking:
            dossier.leg_persoonsgegevens_vast(melding, verstrekking, door, nu)
        return melding

    return deur.begin(PROCEDURE, maak, sleutel, door, nu, namens)


class Meldingprocedure(Procedure[Melding, Stand]):
    """See `Procedure`."""

    soort = MELDING
    naam = "de melding"
    waar = "het dossier"

    def wet(self, versie: str) -> Protocol:
        """The escalation model of this version."""
        return haal_protocol(versie)

    def rijen(self) -> QuerySet[Melding]:
        """Meldingen with their aanbieder."""
        return Melding.objects.select_related("aanbieder")

    def stand(self, zaak: Melding, regel: StapRegel, opdracht: Opdracht | None = None) -> Stand:
        """The melding with its rows; its conditions do not look at the step itself."""
        return Stand(zaak)

    def ontbreekt(self, naam: str, stand: Stand, gegevens: Stapgegevens | None) -> str:
        """See `voorwaarden`."""
        return ontbreekt(naam, stand, gegevens if isinstance(gegevens, Scenariokeuze) else None)

    def ziet(self, gebruiker: Dader, zaak: Melding) -> bool:
        """Whether the dossier is this user's to see: a link opens none."""
        return isinstance(gebruiker, Gebruiker) and mag_zien(gebruiker, zaak)

    def past_bij(self, regel: StapRegel, stand: Stand, gegevens: Stapgegevens | None) -> bool:
        """An arrow carries its own scenario, or which other melding or gemeenten it asks for, and nothing else."""
        if _als_overgang(regel).vraagt_melding:
            return isinstance(gegevens, Dubbelmelding)
        if _als_overgang(regel).vraagt_gemeenten and isinstance(gegevens, Plaatskeuze):
            return bool(gegevens.waar) and set(gegevens.waar) <= {str(gemeente) for gemeente in stand.gemeenten}
        return gegevens == self.vanzelf(regel, stand)

    def vanzelf(self, regel: StapRegel, stand: Stand) -> Scenariokeuze | None:
        """The scenario that this arrow chooses."""
        return keuze_bij(stand.protocol, _als_overgang(regel))

    def pas_toe(self, stand: Stand, opdracht: Opdracht, door: Dader, nu: datetime) -> None:
        """The scenario that holds from here on, none from where they judge anew; and of what it is a double. A step
        that closes drops no duty to inform without a reason."""
        sluiting.controleer(stand, stand.protocol.stap_per_code[opdracht.code], opdracht.plichten)
        status = stand.protocol.status_per_code[stand.protocol.stap_per_code[opdracht.code].naar]
        is_begin = status.code == stand.protocol.begin.naar
        if status.oordeel or status.scenario or is_begin:
            stand.melding.scenario = status.scenario
        if is_begin and (was := stand.melding.dubbel_van) and isinstance(door, Gebruiker):
            reden = opdracht.motivering.strip() or dubbel.TOCH_NIET.format(stand.melding.kenmerk)
            dubbel.geef_terug(stand.melding, was, reden, door, nu)
            stand.melding.dubbel_van = None
        if isinstance(opdracht.gegevens, Dubbelmelding) and isinstance(door, Gebruiker):
            stand.melding.dubbel_van = dubbel.zoek(stand.melding, opdracht.gegevens.kenmerk, door)

    def op_de_stap(self, stand: Stand, opdracht: Opdracht) -> Mapping[str, Any]:
        """The scenario that was chosen, or the other melding; and of who was not informed, why."""
        regel = stand.protocol.stap_per_code[opdracht.code]
        return als_json(opdracht.gegevens) | sluiting.op_de_stap(stand, regel, opdracht.plichten)

    def verwerk(self, stap: Stap, stand: Stand, opdracht: Opdracht | None, nu: datetime) -> None:
        """Terms, tasks, access, messages: what the file says of this arrow."""
        if opdracht is None:
            wet = haal_communicatieregels(stand.melding.protocol_versie)
            familielijst.stel_op(stand.melding, wet, stap.dader, nu)
            antwoorden.weeg_feiten(stand.melding, (), stap.dader, nu)
        if {stap.van} & stand.protocol.gesloten and stap.naar not in stand.protocol.gesloten:
            herindeling.haal_in(stand.melding, stap.dader, nu)
        gevolgen.verwerk(stap, stand.melding, stand.protocol, nu, opdracht.plichten if opdracht else {})
        self._verplaats_regie(stap, stand, nu)
        vervanging.vertel(stap, stand.melding, nu)
        if opdracht and stap.door and isinstance(opdracht.gegevens, Dubbelmelding):
            dubbel.neem_over(stand.melding, stap.door, nu)

    def _verplaats_regie(self, stap: Stap, stand: Stand, nu: datetime) -> None:
        """R149: this arrow says who directs from here on. While an investigation runs the police do, and afterwards
        whom the status names (R156)."""
        naar, melding = stand.protocol.stap_per_code[stap.code].regie, stand.melding
        if naar and stap.door and not onderzoeken.lopend(melding):
            with gebeurtenissen.gevolgd(melding, stap.door, nu):
                regie.schrijf(melding, regie.Overdracht(naar, stap.motivering, nu), stap.door, nu)

    def kondig_termijn_aan(self, termijn: Termijn, soort: str, sleutel: str, nu: datetime) -> None:
        """The messages of an alarm, with the end of its term."""
        self.kondig_termijnen_aan([(termijn, soort, sleutel)], nu)

    def kondig_termijnen_aan(self, alarmen: Sequence[tuple[Termijn, str, str]], nu: datetime) -> None:
        """All their messages at once."""
        meldingen = self.rijen().in_bulk([termijn.zaak_id for termijn, *_ in alarmen])
        hoe = standen(meldingen.values()) if len(meldingen) > 1 else {pk: Stand(een) for pk, een in meldingen.items()}
        te_plannen = [een for alarm in alarmen for een in _van_alarm(hoe[alarm[0].zaak_id], *alarm, nu)]
        informatie.plan_alle(te_plannen, nu)

    def verwerk_gebeurtenis(
        self, zaak: Melding, code: str, sleutel: str, door: Dader, nu: datetime, gehoord: Sequence[Bericht]
    ) -> list[Bericht]:
        """Who acts on the melding hears of it."""
        protocol = haal_protocol(zaak.protocol_versie)
        aanleiding = f"gebeurtenis:{code}"
        return informatie.kondig_aan(zaak, protocol, aanleiding=aanleiding, sleutel=sleutel, nu=nu, zelf=door)

    def houdt_acties_bij(self, wie: Dader, zaak: Zaak) -> bool:
        """The region, with an account."""
        return isinstance(wie, Gebruiker) and mag_actie_toevoegen(wie, zaak)

    def plekken_van_actie(self, taak: Taak) -> list[Plek]:
        """Of a role per gemeente without a gemeente: each that is involved."""
        return informatie.plekken_van(taak, Stand(taak.melding).gemeenten)

    def meld_actie(
        self, taak: Taak, plekken: Iterable[Plek], wat: Actienieuws, *, sleutel: str, nu: datetime, zelf: Dader
    ) -> None:
        """By mail, or a telephone task for a seat that none reaches; who gets an action sees the dossier."""
        sjabloon, is_van_hen = ACTIEMAILS[wat], wat != Actienieuws.INGETROKKEN
        informatie.meld_over_taak(
            taak, plekken, sjabloon=sjabloon, sleutel=sleutel, nu=nu, zelf=zelf, is_van_hen=is_van_hen
        )

    def herinner_aan_actie(self, taak: Taak, geval: str, nu: datetime) -> None:
        """By the rules of the escalation model."""
        informatie.herinner_aan_actie(taak, geval, nu)

    def geldt_altijd(self, regel: Informatie) -> bool:
        """A mail without a condition, to seats that every melding has."""
        if not isinstance(regel, InformatieRegel):
            return False
        return regel.wijze == "mail" and not (regel.als or regel.voor) and regel.gemeenten == "betrokken"


def _van_alarm(stand: Stand, termijn: Termijn, soort: str, sleutel: str, nu: datetime) -> list[Aankondiging]:
    return informatie.aankondigingen(
        stand,
        stand.protocol,
        aanleiding=f"termijn:{termijn.code}:{soort}",
        sleutel=sleutel,
        nu=nu,
        termijn=termijnen.voor_mail(termijn),
    )


def _als_overgang(regel: StapRegel) -> OvergangRegel:
    if not isinstance(regel, OvergangRegel):
        raise TypeError(regel.code)
    return regel


PROCEDURE = Meldingprocedure()
