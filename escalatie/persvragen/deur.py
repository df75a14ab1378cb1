"""The door of press questions: the only place that takes a step with one (Hoofdstuk 1, R3–R22).

Every step goes the same way, in one transaction: lock the row, is it still where the user saw it, the rule, may this
role, the conditions, what it leaves on the row, the arrow, the record, the lock on what goes outside, and who hears of
it. Any failure undoes all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.taal import moment, opsomming
from calamiteiten.models import Melding
from calamiteiten.toegang import mag_zien
from communicatie.familie import naar_buiten
from communicatie.familie.naar_buiten import Toestemming
from communicatie.models import Persstap, Persvraag
from communicatie.persvragen import kenmerk as perskenmerk
from communicatie.persvragen import stappen as persstappen
from communicatie.persvragen.toegang import zichtbare_persvragen
from communicatie.regels import Communicatieregels, PersstapRegel
from contacten.models import Gebruiker, Gemeente
from contacten.rolnamen import rolnaam
from escalatie.protocol.lezen import haal_communicatieregels

from . import gevolgen as persgevolgen
from . import informatie as persinformatie
from . import termijnen as perstermijnen
from .opdrachten import GemeenteAntwoord, Stapgegevens, als_json, gemailde_teksten, past_bij
from .stand import Persstand
from .voorwaarden import ontbreekt

REGISTREER = "registreer"
DOORSTUREN = "stuur_door"


@dataclass(frozen=True)
class NieuwePersvraag:
    """What the form says of a question (R3). `ontvangen_op` is aware. Without `gemeente` it is one outside the region,
    named in `gemeente_buiten`. `melding`: the calamity it is about; `vervolg_op`: the question that it follows."""

    onderwerp: str
    vraag: str
    vrager: str
    ontvangen_op: datetime
    vrager_toelichting: str = ""
    medium: str = ""
    gemeente: Gemeente | None = None
    gemeente_buiten: str = ""
    melding: Melding | None = None
    vervolg_op: Persvraag | None = None


@dataclass(frozen=True)
class Persopdracht:
    """One step as a user asks for it. `verwachte_status` is what the page showed; `afwijkingen`: condition -> reason
    (R2); `gegevens`: what this very step carries (`opdrachten.py`); `toestemming`: leave to go outside while a lock of
    the melding is on (R125)."""

    persvraag_id: int
    code: str
    door_id: int
    verwachte_status: str
    motivering: str = ""
    afwijkingen: Mapping[str, str] = field(default_factory=dict)
    gegevens: Stapgegevens | None = None
    toestemming: Toestemming | None = None


@dataclass(frozen=True)
class PersMogelijkheid:
    """One step from here: what cannot be skipped (`ontbreekt`, sentences) and what may with a reason (`afwijkbaar`,
    condition and sentence). `wie` may take it; `is_bevoegd` looks at the role alone."""

    regel: PersstapRegel
    wie: str
    is_bevoegd: bool
    ontbreekt: tuple[str, ...]
    afwijkbaar: tuple[tuple[str, str], ...]

    @property
    def mag(self) -> bool:
        """Whether this step can be taken now."""
        return self.is_bevoegd and not self.ontbreekt

    @property
    def reden(self) -> str:
        """Why not, as a sentence; empty when it can be taken."""
        return " ".join(self.ontbreekt) if self.is_bevoegd else f"Dit doet de {self.wie}."


def registreer(nieuw: NieuwePersvraag, sleutel: UUID, door: Gebruiker, nu: datetime) -> Persvraag:
    """Record a question (R3): its term starts (R5), the RSJ hears of it (R6, R7). A second call with the same `sleutel`
    returns the first (F18).

    Raises Geweigerd when this role may not or the form says what cannot be, IntegrityError when the key is another
    user's.
    """
    # The version of the day on which the question came in; it keeps that one.
    wet = haal_communicatieregels(lokale_datum(nieuw.ontvangen_op))
    _controleer_nieuw(nieuw, wet, door, nu)
    try:
        with transaction.atomic():
            persvraag = _maak(nieuw, sleutel, door, nu, wet)
            perstermijnen.start(persvraag, wet)
            stap = persstappen.leg_vast(persvraag, REGISTREER, "", door, nu)
            _kondig_aan(persvraag, stap, wet, nu, {})
    except IntegrityError:
        eerste = Persvraag.objects.filter(sleutel=sleutel, vastgelegd_door=door).first()
        if eerste is None:
            raise
        return eerste
    return persvraag


def voer_uit(opdracht: Persopdracht, nu: datetime) -> Persstap:
    """Take one step. Raises Geweigerd, with a Dutch sentence, when it may not be; then nothing has changed."""
    with transaction.atomic():
        persvraag = persstappen.vergrendel(opdracht.persvraag_id)
        door = Gebruiker.objects.get(pk=opdracht.door_id)
        wet = haal_communicatieregels(persvraag.protocol_versie)
        regel = _stapregel(wet, opdracht.code)
        stand = Persstand(persvraag, regel, wet, opdracht.gegevens, is_gevraagd=True)
        _controleer(stand, opdracht, door)
        teksten = _te_mailen(stand)
        persgevolgen.pas_toe(regel.code, persvraag, opdracht.gegevens, door, nu)
        van = persvraag.status
        _beweeg(persvraag, regel, wet, nu)
        stap = _schrijf_stap(persvraag, opdracht, stand, van, teksten, door, nu)
        _vraag_slot(stap, regel, opdracht, wet, nu)
        _kondig_aan(persvraag, stap, wet, nu, teksten)
    return stap


def mogelijkheden(persvraag: Persvraag, gebruiker: Gebruiker) -> list[PersMogelijkheid]:
    """Every step from the present stage, in the order of the protocol file."""
    wet = haal_communicatieregels(persvraag.protocol_versie)
    return [_mogelijkheid(persvraag, gebruiker, r, wet) for r in wet.stappen if persvraag.status in r.van]


def _controleer_nieuw(nieuw: NieuwePersvraag, wet: Communicatieregels, door: Gebruiker, nu: datetime) -> None:
    regel = wet.stap_per_code[REGISTREER]
    if not door.is_rol(*regel.door):
        raise Geweigerd(f"“{regel.naam}” is aan de {wie(regel, wet.versie)}.")
    if not nieuw.vraag.strip() or not nieuw.onderwerp.strip():
        raise Geweigerd("Schrijf op wat er gevraagd wordt.")
    if nieuw.gemeente is None and not nieuw.gemeente_buiten.strip():
        raise Geweigerd("Kies de gemeente die antwoord geeft.")
    if nieuw.ontvangen_op > nu:
        raise Geweigerd("De vraag kan niet in de toekomst zijn ontvangen.")
    if nieuw.melding and not mag_zien(door, nieuw.melding):
        raise Geweigerd("Deze melding bestaat niet of is niet voor u.")


def _maak(nieuw: NieuwePersvraag, sleutel: UUID, door: Gebruiker, nu: datetime, wet: Communicatieregels) -> Persvraag:
    uitkomst = perstermijnen.berekening(nieuw.ontvangen_op, wet)
    vervolg_op = nieuw.vervolg_op
    persvraag = Persvraag(
        kenmerk=perskenmerk.volgende(lokale_datum(nu).year),
        sleutel=sleutel,
        protocol_versie=wet.versie,
        protocol_digest=wet.digest,
        onderwerp=nieuw.onderwerp.strip(),
        vraag=nieuw.vraag.strip(),
        vrager=nieuw.vrager,
        vrager_toelichting=nieuw.vrager_toelichting.strip(),
        medium=nieuw.medium.strip(),
        gemeente=nieuw.gemeente,
        gemeente_buiten="" if nieuw.gemeente else nieuw.gemeente_buiten.strip(),
        ontvangen_op=nieuw.ontvangen_op,
        vastgelegd_op=nu,
        vastgelegd_door=door,
        vervolg_op=vervolg_op,
        # What follows a question about a calamity is about that calamity: the locks stay on.
        melding=nieuw.melding or (vervolg_op.melding if vervolg_op else None),
        vervalt_op=uitkomst.eind_op,
        termijn_uitleg=perstermijnen.uitleg(uitkomst, wet),
        laatste_stap_op=nu,
    )
    persvraag.begin(wet.stap_per_code[REGISTREER].naar)
    persvraag.save(force_insert=True)
    return persvraag


def _stapregel(wet: Communicatieregels, code: str) -> PersstapRegel:
    regel = wet.stap_per_code.get(code)
    if regel is None or code == REGISTREER:
        raise Geweigerd("Deze stap bestaat niet in het protocol.")
    return regel


def _controleer(stand: Persstand, opdracht: Persopdracht, door: Gebruiker) -> None:
    persvraag, regel = stand.persvraag, stand.stap
    if persvraag.status != opdracht.verwachte_status:
        raise Geweigerd(_wie_was_eerst(persvraag))
    if persvraag.status not in regel.van:
        raise Geweigerd(f"“{regel.naam}” kan niet vanuit {persvraag.get_status_display().lower()}.")
    if not door.is_rol(*regel.door) or not zichtbare_persvragen(door).filter(pk=persvraag.pk).exists():
        raise Geweigerd(f"“{regel.naam}” is aan de {wie(regel, persvraag.protocol_versie)}.")
    if regel.motivering == "verplicht" and not opdracht.motivering.strip():
        raise Geweigerd("Geef een motivering.")
    if not past_bij(regel.code, opdracht.gegevens):
        raise Geweigerd(f"Deze gegevens horen niet bij “{regel.naam}”. Open de stap opnieuw.")
    _controleer_voorwaarden(stand, opdracht)


def _controleer_voorwaarden(stand: Persstand, opdracht: Persopdracht) -> None:
    regel = stand.stap
    for naam in regel.vereist:
        if zin := ontbreekt(naam, stand):
            raise Geweigerd(zin)
    for naam in regel.verwacht:
        zin = ontbreekt(naam, stand)
        if zin and not opdracht.afwijkingen.get(naam, "").strip():
            raise Geweigerd(f"{zin} Geef een reden als u hiervan afwijkt.")


def _wie_was_eerst(persvraag: Persvraag) -> str:
    laatste = persvraag.stappen.select_related("door").order_by("-volgnummer").first()
    if laatste is None:
        return "Deze persvraag is intussen gewijzigd."
    waar = persvraag.get_status_display()
    return f"{laatste.door.naam} was u voor: de persvraag staat sinds {moment(laatste.op)} op “{waar}”."


def _te_mailen(stand: Persstand) -> dict[str, str]:
    """The texts that go out now. What is forwarded is the mail that the gemeenten got (R15)."""
    is_doorsturen = stand.stap.code == DOORSTUREN and stand.persvraag.gemeenten_geinformeerd_op
    eerder = stand.laatste_stap("informeer_gemeenten") if is_doorsturen else None
    return gemailde_teksten(eerder) if eerder else stand.te_mailen


def _beweeg(persvraag: Persvraag, regel: PersstapRegel, wet: Communicatieregels, nu: datetime) -> None:
    if regel.naar:
        persvraag.volg(regel.code, regel.naar)
        persvraag.afgerond_op = nu if wet.status_per_code[regel.naar].eind else None
    persvraag.laatste_stap_op = nu
    persvraag.save()


def _schrijf_stap(
    persvraag: Persvraag,
    opdracht: Persopdracht,
    stand: Persstand,
    van: str,
    teksten: Mapping[str, str],
    door: Gebruiker,
    nu: datetime,
) -> Persstap:
    redenen = {k: v.strip() for k, v in opdracht.afwijkingen.items() if k in stand.stap.verwacht and v.strip()}
    return persstappen.leg_vast(
        persvraag,
        opdracht.code,
        van,
        door,
        nu,
        motivering=opdracht.motivering,
        afwijkingen=redenen,
        gegevens=als_json(opdracht.gegevens, teksten),
    )


def _vraag_slot(
    stap: Persstap, regel: PersstapRegel, opdracht: Persopdracht, wet: Communicatieregels, nu: datetime
) -> None:
    """About a melding nothing goes outside before the family knows, or without leave (R125, R156)."""
    persvraag = stap.persvraag
    if not regel.naar_buiten or persvraag.melding is None:
        return
    antwoord = opdracht.gegevens if isinstance(opdracht.gegevens, GemeenteAntwoord) else None
    naar_buiten.leg_uiting_vast(
        persvraag.melding,
        regel.naar_buiten,
        f"persstap:{stap.pk}",
        stap.door,
        nu,
        wet,
        persvraag=persvraag,
        omschrijving=f"{persvraag.kenmerk}: {regel.naam}",
        gedaan_op=antwoord.beantwoord_op if antwoord else None,
        namens=antwoord.beantwoord_door[:120] if antwoord else "",
        toestemming=opdracht.toestemming,
    )


def _kondig_aan(
    persvraag: Persvraag, stap: Persstap, wet: Communicatieregels, nu: datetime, teksten: Mapping[str, str]
) -> None:
    persinformatie.kondig_aan(
        persvraag, wet, aanleiding=f"stap:{stap.code}", sleutel=f"persstap:{stap.pk}", nu=nu, teksten=teksten
    )


def _mogelijkheid(
    persvraag: Persvraag, gebruiker: Gebruiker, regel: PersstapRegel, wet: Communicatieregels
) -> PersMogelijkheid:
    stand = Persstand(persvraag, regel, wet)
    return PersMogelijkheid(
        regel=regel,
        wie=wie(regel, wet.versie),
        is_bevoegd=gebruiker.is_rol(*regel.door),
        ontbreekt=tuple(zin for naam in regel.vereist if (zin := ontbreekt(naam, stand))),
        afwijkbaar=tuple((naam, zin) for naam in regel.verwacht if (zin := ontbreekt(naam, stand))),
    )


def wie(regel: PersstapRegel, versie: str) -> str:
    """The roles that may take this step, as this version calls them."""
    return opsomming(rolnaam(rol, versie) for rol in regel.door).replace(" en ", " of ")
