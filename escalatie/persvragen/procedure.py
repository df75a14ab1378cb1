"""The procedure of a press question: what Hoofdstuk 1 adds to the one engine (R3–R22)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.regels import StapRegel
from calamiteiten import kenmerk
from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import PERSVRAAG
from communicatie.familie import naar_buiten
from communicatie.models import Bericht, Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS, koppelbare_meldingen, plek_legt_vast, zichtbare_persvragen
from communicatie.regels import Communicatieregels, PersstapRegel
from contacten.models import Aanbieder, Dader, Gebruiker, Gemeente, Linkhouder
from escalatie.draaiboek import deur, gebeurtenissen, termijnen
from escalatie.draaiboek.mogelijkheden import wie_mag
from escalatie.draaiboek.opdrachten import Opdracht, Stapgegevens
from escalatie.draaiboek.procedure import REGISTREER, Actienieuws, Plek, Procedure
from escalatie.draaiboek.taken import meld_zonder_recht
from escalatie.models import Stap, Taak, Termijn
from escalatie.protocol.lezen import haal_communicatieregels

from . import gevolgen, informatie, schorsing, taken, teksten, vragers
from .antwoordtermijn import is_antwoordtermijn, weeg
from .opdrachten import GemeenteAntwoord, Koppeling, Volgdag, afspraak_van, als_json, past_bij
from .stand import Persstand
from .voorwaarden import ontbreekt
from .vragers import Vrager

# That a question hangs on a melding, or does so no more, is an event of that melding: who did it knows.
VERBAND = frozenset({"koppel", "ontkoppel"})


@dataclass(frozen=True)
class NieuwePersvraag:
    """What the form says of a question (R3), and who of the press asks it. `ontvangen_op` and `deadline_op` are aware;
    `gemeenten`: which others it concerns. Without `gemeente` it is one outside the region,
    named in `gemeente_buiten`. `melding`: the calamity it is about; `vervolg_op`: the question that it follows."""

    onderwerp: str
    vraag: str
    vrager: str
    ontvangen_op: datetime
    vrager_toelichting: str = ""
    medium: str = ""
    journalist: str = ""
    terugbelnummer: str = ""
    deadline_op: datetime | None = None
    aanbieder: Aanbieder | None = None
    gemeente: Gemeente | None = None
    gemeente_buiten: str = ""
    gemeenten: tuple[Gemeente, ...] = ()
    melding: Melding | None = None
    vervolg_op: Persvraag | None = None


def registreer(nieuw: NieuwePersvraag, sleutel: UUID, door: Gebruiker, nu: datetime) -> Persvraag:
    """Record a question (R3): its term starts (R5), the region hears of it (R6, R7). A second call with the same
    `sleutel` returns the first (F18).

    Raises Geweigerd when this role may not or the form says what cannot be, IntegrityError when the key is another
    user's.
    """
    # The version of the day on which the question came in; it keeps that one.
    wet = haal_communicatieregels(lokale_datum(nieuw.ontvangen_op))
    _controleer_nieuw(nieuw, wet, door, nu)
    return deur.begin(PROCEDURE, lambda: _maak(nieuw, sleutel, door, nu, wet), sleutel, door, nu)


def _controleer_nieuw(nieuw: NieuwePersvraag, wet: Communicatieregels, door: Gebruiker, nu: datetime) -> None:
    regel = wet.stap_per_code[REGISTREER]
    if not door.is_rol(*regel.door):
        raise Geweigerd(f"“{regel.naam}” is aan de {wie_mag(regel, Persvraag(protocol_versie=wet.versie))}.")
    if not nieuw.vraag.strip() or not nieuw.onderwerp.strip():
        raise Geweigerd("Schrijf op wat er gevraagd wordt.")
    if nieuw.gemeente is None and not nieuw.gemeente_buiten.strip():
        raise Geweigerd("Kies de gemeente die antwoord geeft.")
    if nieuw.ontvangen_op > nu:
        raise Geweigerd("De vraag kan niet in de toekomst zijn ontvangen.")
    if nieuw.deadline_op and nieuw.deadline_op <= nieuw.ontvangen_op:
        raise Geweigerd(vragers.TE_VROEG)
    # Who was told of a melding may name it before its dossier is open for him (R111).
    if nieuw.melding and not koppelbare_meldingen(door).filter(pk=nieuw.melding.pk).exists():
        raise Geweigerd("Deze melding bestaat niet of is niet voor u.")


def _maak(nieuw: NieuwePersvraag, sleutel: UUID, door: Gebruiker, nu: datetime, wet: Communicatieregels) -> Persvraag:
    vervolg_op = nieuw.vervolg_op
    # What follows a question about a calamity is about that calamity: the locks stay on.
    melding = nieuw.melding or (vervolg_op.melding if vervolg_op else None)
    persvraag = Persvraag(
        kenmerk=kenmerk.volgende(PERSVRAAG, lokale_datum(nu).year),
        sleutel=sleutel,
        protocol_versie=wet.versie,
        protocol_digest=wet.digest,
        onderwerp=nieuw.onderwerp.strip(),
        vraag=nieuw.vraag.strip(),
        vrager=nieuw.vrager,
        vrager_toelichting=nieuw.vrager_toelichting.strip(),
        aanbieder=nieuw.aanbieder,
        gemeente=nieuw.gemeente,
        gemeente_buiten="" if nieuw.gemeente else nieuw.gemeente_buiten.strip(),
        ontvangen_op=nieuw.ontvangen_op,
        vastgelegd_op=nu,
        vastgelegd_door=door,
        vervolg_op=vervolg_op,
        melding=melding,
        gekoppeld_op=nu if melding else None,
        laatste_stap_op=nu,
    )
    persvraag.begin(wet.stap_per_code[REGISTREER].naar)
    persvraag.save(force_insert=True)
    persvraag.gemeenten.set(gemeente for gemeente in nieuw.gemeenten if gemeente != nieuw.gemeente)
    wie = Vrager(nieuw.medium, nieuw.journalist, nieuw.terugbelnummer, nieuw.deadline_op, nieuw.ontvangen_op)
    vragers.maak(persvraag, wie, door, nu)
    return persvraag


class Persprocedure(Procedure[Persvraag, Persstand]):
    """See `Procedure`."""

    soort = PERSVRAAG
    naam = "de persvraag"
    waar = "de persvraag"
    nieuwste_volstaat = True

    def wet(self, versie: str) -> Communicatieregels:
        """The rules of communication of this version."""
        return haal_communicatieregels(versie)

    def rijen(self) -> QuerySet[Persvraag]:
        """Press questions with their gemeente, and the calamity they are about."""
        return Persvraag.objects.select_related("gemeente", "melding")

    def houd_eerst_vast(self, zaak_id: int) -> None:
        """The melding of the question: what happens there reaches for its questions while it holds the melding."""
        melding = Persvraag.objects.filter(pk=zaak_id).values_list("melding", flat=True).first()
        if melding is not None:
            naar_buiten.vergrendel(melding)

    def stand(self, zaak: Persvraag, regel: StapRegel, opdracht: Opdracht | None = None) -> Persstand:
        """The question before this step, with what the form says."""
        gegevens = opdracht.gegevens if opdracht else None
        wet = haal_communicatieregels(zaak.protocol_versie)
        return Persstand(zaak, _als_persstap(regel), wet, gegevens, is_gevraagd=opdracht is not None)

    def ontbreekt(self, naam: str, stand: Persstand, gegevens: Stapgegevens | None) -> str:
        """See `voorwaarden`; what the step carries is in the stand."""
        return ontbreekt(naam, stand)

    def ziet(self, gebruiker: Dader, zaak: Persvraag) -> bool:
        """Whether press questions are this user's; who has a link sees the one that is of his gemeente."""
        if isinstance(gebruiker, Linkhouder):
            return plek_legt_vast(zaak.pk, gebruiker.rol, gebruiker.gemeente_id)
        return zichtbare_persvragen(gebruiker).filter(pk=zaak.pk).exists()

    def past_bij(self, regel: StapRegel, stand: Persstand, gegevens: Stapgegevens | None) -> bool:
        """Whether this is what the step with this code carries."""
        return past_bij(regel.code, gegevens)

    def vanzelf(self, regel: StapRegel, stand: Persstand) -> None:
        """Nothing: people fill in the form."""

    def pas_toe(self, stand: Persstand, opdracht: Opdracht, door: Dader, nu: datetime) -> None:
        """See `gevolgen`."""
        gevolgen.pas_toe(opdracht.code, stand.persvraag, opdracht.gegevens, door, nu)

    def op_de_stap(self, stand: Persstand, opdracht: Opdracht) -> Mapping[str, Any]:
        """The form, and the texts that go out with the step."""
        return als_json(opdracht.gegevens, stand.uitgaand)

    def verwerk(self, stap: Stap, stand: Persstand, opdracht: Opdracht | None, nu: datetime) -> None:
        """Terms end and start, the locks are asked, people hear of it."""
        gegevens = opdracht.gegevens if opdracht else None
        _werk_termijnen_bij(stap, stand, gegevens, nu)
        if opdracht:
            _vraag_slot(stap, stand, opdracht, nu)
        if stand.persvraag.melding and (opdracht is None or isinstance(gegevens, Koppeling)):
            melding = stand.persvraag.melding
            gebeurtenissen.meld(melding, gebeurtenissen.GEKOPPELD, stap.dader, nu, alleen=stand.persvraag)
        # Who recorded it himself need not be told; what a gemeente records, the region hears.
        is_van_gemeente = not (stap.door and stap.door.is_rol(*ROLLEN_PERS))
        gehoord = [
            bericht
            for aanleiding in (f"stap:{stap.code}", *([f"gemeente:{stap.code}"] if is_van_gemeente else []))
            for bericht in informatie.kondig_aan(
                stand.persvraag,
                stand.regels,
                aanleiding=aanleiding,
                sleutel=f"stap:{stap.pk}",
                nu=nu,
                teksten=stand.uitgaand if opdracht else {},
                zelf=stap.dader if stap.code in VERBAND else None,
            )
        ]
        taken.werk_bij(stap, stand, afspraak_van(gegevens), gehoord, nu)
        teksten.volg(stap, stand.persvraag, nu)

    def verwerk_gebeurtenis(
        self, zaak: Persvraag, code: str, sleutel: str, door: Dader, nu: datetime, gehoord: Sequence[Bericht]
    ) -> list[Bericht]:
        """Who acts on the question hears it; a term that stood still runs on when no lock holds it any more."""
        wet = haal_communicatieregels(zaak.protocol_versie)
        schorsing.weeg(zaak, door, nu)
        return informatie.kondig_aan(
            zaak,
            wet,
            aanleiding=f"gebeurtenis:{code}",
            sleutel=f"{sleutel}:{zaak.pk}",
            nu=nu,
            gehoord=gehoord,
            zelf=door,
        )

    def houdt_acties_bij(self, wie: Dader, zaak: Zaak) -> bool:
        """Who handles the press."""
        return wie.is_rol(*ROLLEN_PERS)

    def plekken_van_actie(self, taak: Taak) -> list[Plek]:
        """That of its role: no role per gemeente has an action here."""
        return [(taak.rol, None)]

    def meld_actie(
        self, taak: Taak, plekken: Iterable[Plek], wat: Actienieuws, *, sleutel: str, nu: datetime, zelf: Dader
    ) -> None:
        """By mail; what reaches nobody stands on the page of the question."""
        taken.meld_actie(taak, plekken, wat, sleutel=sleutel, nu=nu, zelf=zelf)

    def herinner_aan_actie(self, taak: Taak, geval: str, nu: datetime) -> None:
        """By the rules of the communication file."""
        persvraag = self.rijen().get(pk=taak.zaak_id)
        informatie.herinner_aan_actie(persvraag, taak, geval, haal_communicatieregels(persvraag.protocol_versie), nu)

    def kondig_termijn_aan(self, termijn: Termijn, soort: str, sleutel: str, nu: datetime) -> None:
        """The messages of an alarm."""
        persvraag = self.rijen().get(pk=termijn.zaak_id)
        wet = haal_communicatieregels(persvraag.protocol_versie)
        aanleiding = f"termijn:{termijn.code}:{soort}"
        informatie.kondig_aan(persvraag, wet, aanleiding=aanleiding, sleutel=sleutel, nu=nu)


def _werk_termijnen_bij(stap: Stap, stand: Persstand, gegevens: Stapgegevens | None, nu: datetime) -> None:
    """The answer of the asking gemeente ends the term of the answer, by when it was given (R5); it goes on for the
    journalists who wait still."""
    regels = stand.regels.termijnen
    schorsing.verwerk(stap, stand.persvraag, nu)
    termijnen.stop_bij_stap(stap, regels, nu, is_gehaald=False)
    antwoord = gegevens if isinstance(gegevens, GemeenteAntwoord) else None
    is_eigen = antwoord is not None and antwoord.gemeente_id == stand.persvraag.gemeente_id
    weeg(stand.persvraag, stap, stand.regels, nu, antwoord.beantwoord_op if antwoord and is_eigen else None)
    gekozen = gegevens.monitor_tot_datum if isinstance(gegevens, Volgdag) else None
    termijnen.start(stap, [regel for regel in regels if not is_antwoordtermijn(regel)], nu, gekozen)


def _vraag_slot(stap: Stap, stand: Persstand, opdracht: Opdracht, nu: datetime) -> None:
    """About a melding nothing goes outside before the family knows, or without leave (R125, R156)."""
    persvraag, regel = stand.persvraag, stand.stap
    if not regel.naar_buiten or persvraag.melding is None:
        return
    antwoord = opdracht.gegevens if isinstance(opdracht.gegevens, GemeenteAntwoord) else None
    uiting = naar_buiten.leg_uiting_vast(
        persvraag.melding,
        regel.naar_buiten,
        f"stap:{stap.pk}",
        stap.dader,
        nu,
        stand.regels,
        persvraag=persvraag,
        omschrijving=f"{persvraag.kenmerk}: {regel.naam}",
        gedaan_op=antwoord.beantwoord_op if antwoord else None,
        namens=antwoord.beantwoord_door[:120] if antwoord else "",
        toestemming=opdracht.toestemming,
        is_gebeurd=antwoord is not None,
    )
    meld_zonder_recht(uiting, stap.dader, nu)


def _als_persstap(regel: StapRegel) -> PersstapRegel:
    if not isinstance(regel, PersstapRegel):
        raise TypeError(regel.code)
    return regel


PROCEDURE = Persprocedure()
