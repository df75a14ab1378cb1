"""What is recorded on the page Communicatie: one door, that asks who may and then the verb that keeps the fact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.taal import in_een_zin, moment, opsomming
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.familie import (
    familielijst,
    herroepen,
    informeringen,
    naar_buiten,
    onderzoeken,
    regie,
    slachtofferhulp,
)
from communicatie.familie.herroepen import Rij
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.naar_buiten import Toestemming
from communicatie.familie.onderzoeken import Begin
from communicatie.familie.regie import Overdracht
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.models import (
    Informeermoment,
    Informering,
    Onderzoek,
    Regie,
    Slachtofferhulp,
    Uiting,
    Uitingsoort,
    Uitzondering,
)
from communicatie.regels import Communicatieregels
from contacten.models import Dader, Gebruiker, Gemeente, Linkhouder
from contacten.rollen import PER_GEMEENTE
from escalatie.draaiboek import correcties, gebeurtenissen, partijen, taken
from escalatie.draaiboek.bevoegdheid import mag_communicatie, mag_taak
from escalatie.meldingen.taken import herzien
from escalatie.meldingen.taken.vervulling import RIJ
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol


@dataclass(frozen=True)
class Verteld:
    """A body (its code) was told, of this gemeente when it is a local one."""

    orgaan: str
    gemeente: Gemeente | None
    inlichting: Inlichting
    toestemming: Toestemming | None = None


@dataclass(frozen=True)
class FamilieVerteld:
    """These of the list of those directly involved (their keys) were told, in one talk."""

    betrokkenen: tuple[int, ...]
    inlichting: Inlichting


@dataclass(frozen=True)
class Erbij:
    """Somebody directly involved who was not on the list: which part, and why now."""

    betrokkene: str
    reden: str


@dataclass(frozen=True)
class Uitgezonderd:
    """One of the list (its key) need not know before the rest, and why."""

    nummer: int
    reden: str


@dataclass(frozen=True)
class NaarBuiten:
    """Something of this `Uitingsoort` went outside; `sleutel`: sent twice it stays one."""

    soort: str
    sleutel: UUID
    omschrijving: str
    gedaan_op: datetime
    namens: str
    toestemming: Toestemming | None = None


@dataclass(frozen=True)
class Vrijgeven:
    """Leave for one thing of this `Uitingsoort`."""

    soort: str
    toestemming: Toestemming | None


@dataclass(frozen=True)
class Einde:
    """The investigation ended: when, and how we know."""

    geeindigd_op: datetime
    reden: str


# What a gemeente records of its own, with an account or by link.
Eigenfeit = Verteld | NaarBuiten
Feit = Verteld | FamilieVerteld | Erbij | Uitgezonderd | Aanbod | NaarBuiten | Vrijgeven | Overdracht | Begin | Einde
# Code of the form -> the fact that it records.
FEITEN: dict[str, type[Feit]] = {
    "informeren": Verteld,
    "familie": FamilieVerteld,
    "betrokkene": Erbij,
    "uitzondering": Uitgezonderd,
    "slachtofferhulp": Aanbod,
    "uiting": NaarBuiten,
    "vrijgave": Vrijgeven,
    "regie": Overdracht,
    "onderzoek": Begin,
    "onderzoek_einde": Einde,
}


def leg_vast(melding: Melding, code: str, feit: Feit, door: Gebruiker, nu: datetime) -> str:
    """Record one fact of the communication; gives the sentence that says so.

    Raises Geweigerd when this user may not, the fact is not of this code, or the verb refuses.
    """
    regels = haal_communicatieregels(melding.protocol_versie)
    # The right is asked by code, so the fact must be the one that the code is about.
    if type(feit) is not FEITEN.get(code) or not mag_communicatie(door, code, regels):
        raise Geweigerd("Dit kunt u bij deze melding niet vastleggen.")
    with transaction.atomic():
        # Read again once it is held: what is sealed says where the melding stands now.
        melding = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        with gebeurtenissen.gevolgd(melding, door, nu):
            return _bewaar(melding, feit, door, nu, regels)


def leg_eigen_vast(melding: Melding, code: str, feit: Eigenfeit, door: Linkhouder, nu: datetime) -> str:
    """Record what the gemeente of this link did itself (R85, R104); gives the sentence that says so. The same act said
    again, from a page that was gone back to, is one.

    Raises Geweigerd as `leg_vast` does, and when the melding is closed: by link nothing is added to that.
    """
    regels = haal_communicatieregels(melding.protocol_versie)
    if type(feit) is not FEITEN.get(code) or not mag_eigen(door, code, melding):
        raise Geweigerd("Dit kunt u bij deze melding niet vastleggen.")
    with transaction.atomic():
        melding = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        if _al_gezegd(melding, feit, door):
            return "Dit had u al vastgelegd."
        with gebeurtenissen.gevolgd(melding, door, nu):
            return _eigen(melding, feit, door, nu, regels)


def _al_gezegd(melding: Melding, feit: Eigenfeit, door: Linkhouder) -> bool:
    """Whether this person recorded this very act, and it still counts."""
    wie = {"vastgelegd_door_contact": door.contactpersoon, "herroeping__isnull": True}
    if isinstance(feit, NaarBuiten):
        daad = {naam: getattr(feit, naam) for naam in ("soort", "omschrijving", "gedaan_op", "namens")}
        return Uiting.objects.filter(melding=melding, **daad, **wie).exists()
    hoe = {naam: getattr(feit.inlichting, naam) for naam in ("geinformeerd_op", "wijze", "door_wie", "toelichting")}
    over = {"informering__orgaan": feit.orgaan, "informering__gemeente": feit.gemeente}
    return Informeermoment.objects.filter(informering__melding=melding, **over, **hoe, **wie).exists()


def mag_eigen(wie: Dader, code: str, melding: Melding) -> bool:
    """Whether who has a link records this of his own gemeente, about this melding."""
    is_plek = wie.rol in PER_GEMEENTE and wie.gemeente is not None and melding.is_open()
    eigen = FEITEN.get(code) in {Verteld, NaarBuiten}
    return is_plek and eigen and mag_communicatie(wie, code, haal_communicatieregels(melding.protocol_versie))


def _eigen(melding: Melding, feit: Eigenfeit, door: Dader, nu: datetime, regels: Communicatieregels) -> str:
    if isinstance(feit, Verteld):
        return _informeren(melding, feit, door, nu, regels)
    return _uiting(melding, feit, door, nu, regels)


def _bewaar(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    match feit:
        case Verteld() | NaarBuiten():
            return _eigen(melding, feit, door, nu, regels)
        case FamilieVerteld() | Erbij() | Uitgezonderd():
            return _familie(melding, feit, door, nu, regels)
        case Aanbod():
            slachtofferhulp.leg_vast(melding, feit, door, nu)
            return "Vastgelegd: slachtofferhulp."
        case Vrijgeven(soort, toestemming):
            naar_buiten.geef_vrij(melding, soort, toestemming or Toestemming(), door, nu, regels)
            return f"Vrijgegeven, voor één keer: {Uitingsoort(soort).label}."
        case Overdracht():
            regie.draag_over(melding, feit, door, nu, regels)
            return f"Vastgelegd: de regie is bij {regels.regierol_per_code[feit.wie].naam}."
        case Begin():
            onderzoeken.begin(melding, feit, door, nu, regels)
            return "Vastgelegd: er loopt een strafrechtelijk onderzoek. Wat naar buiten gaat, staat nu op slot."
        case Einde(geeindigd_op, reden):
            onderzoeken.eindig(melding, reden, geeindigd_op, door, nu, regels)
            return "Vastgelegd: het strafrechtelijk onderzoek is klaar."


def _familie(
    melding: Melding,
    feit: FamilieVerteld | Erbij | Uitgezonderd,
    door: Gebruiker,
    nu: datetime,
    regels: Communicatieregels,
) -> str:
    """The list of those directly involved: each by itself (R125)."""
    match feit:
        case FamilieVerteld(nummers, inlichting):
            momenten = familielijst.vertel(melding, nummers, inlichting, door, nu, regels)
            wie = opsomming(in_een_zin(m.informering.partij) for m in momenten)
            return f"Vastgelegd: {wie} {'weet' if len(momenten) == 1 else 'weten'} het."
        case Erbij(code, reden):
            correcties.eis_reden(reden)
            rij = familielijst.voeg_toe(melding, code, door, nu, regels)
            wat = f"{rij.partij} op de lijst van wie het eerst hoort"
            correcties.leg_vast(
                melding, correcties.BETREK, wat, door, nu, reden=reden, gegevens={"informering": rij.pk}
            )
            return f"Op de lijst gezet: {in_een_zin(rij.partij)}. Er gaat niets naar buiten tot ook die het weet."
        case Uitgezonderd(nummer, reden):
            uitzondering = familielijst.maak_uitzondering(melding, nummer, reden, door, nu, regels)
            return f"Vastgelegd: op {in_een_zin(uitzondering.informering.partij)} wordt niet gewacht."


MOMENT = "informeermoment"
# Kind of fact that can be taken back -> its rows, whose right it is (as for recording it), and what it is called.
INTREKBAAR: dict[str, tuple[type[Rij], str, str]] = {
    "informering": (Informering, "betrokkene", "dat iemand direct betrokken is"),
    "uitzondering": (Uitzondering, "uitzondering", "de uitzondering"),
    MOMENT: (Informeermoment, "informeren", "dat iemand is geïnformeerd"),
    "slachtofferhulp": (Slachtofferhulp, "slachtofferhulp", "het aanbod van slachtofferhulp"),
    "uiting": (Uiting, "uiting", "dat iets naar buiten ging"),
    "regie": (Regie, "regie", "de overdracht van de regie"),
    "onderzoek": (Onderzoek, "onderzoek", "het strafrechtelijk onderzoek"),
}


def feitcode(soort: str) -> str:
    """The form that records this kind of fact."""
    return INTREKBAAR[soort][1]


def te_herroepen(melding: Melding, soort: str, nummer: int, gebruiker: Gebruiker) -> Rij | None:
    """The fact with this number, when it is of this melding, still counts, and is this user's to take back."""
    return next(iter(alle_te_herroepen(melding, soort, gebruiker, pk=nummer)), None)


def alle_te_herroepen(
    melding: Melding,
    soort: str,
    gebruiker: Gebruiker,
    taken: "Taakrijen | None" = None,
    gelezen: Sequence[Rij] | None = None,
    **welke: int,
) -> list[Rij]:
    """Every fact of this kind that is this user's to take back: the page shows a link for these and no others. `taken`
    and `gelezen` (the facts of this kind that count): read before, for who asks about more."""
    if soort not in INTREKBAAR:
        return []
    model, recht, _ = INTREKBAAR[soort]
    if not mag_communicatie(gebruiker, recht, haal_communicatieregels(melding.protocol_versie)):
        return []
    taken = taken or Taakrijen(melding)
    return [
        rij
        for rij in (_geldende(melding, model, **welke) if gelezen is None else gelezen)
        if _is_van_hier(rij) and _mag_herroepen(melding, rij, gebruiker, taken)
    ]


def _geldende(melding: Melding, model: type[Rij], **welke: int) -> Iterable[Rij]:
    """The facts of this kind that were not taken back."""
    over = "informering__melding" if model in (Informeermoment, Uitzondering) else "melding"
    rijen = model._default_manager.filter(**{over: melding}, herroeping__isnull=True, **welke)
    met: list[str] = [] if over == "melding" else ["informering__melding", "informering__gemeente"]
    return rijen.select_related(*met) if met else rijen


def _is_van_hier(rij: Rij) -> bool:
    # Of the other parties the decision who is told is that of a task.
    if isinstance(rij, Informering):
        return bool(rij.betrokkene)
    # What a press question sent is a step of that question, and the leave for mail has gone with the mail.
    return not isinstance(rij, Uiting) or rij.sleutel.partition(":")[0] in {"uiting", "taak", MOMENT}


def _mag_herroepen(melding: Melding, rij: Rij, gebruiker: Gebruiker, taken: "Taakrijen") -> bool:
    """The right to take back is the right to record: that of the task, or of the body that was told; a gemeente takes
    back what it recorded itself."""
    if gebruiker.rol in PER_GEMEENTE and _gemeente_van(rij) != gebruiker.gemeente_id:
        return False
    if taak := taken.van(rij):
        return mag_taak(gebruiker, taak)
    if isinstance(rij, Informeermoment) and rij.informering.orgaan:
        organen = haal_communicatieregels(melding.protocol_versie).orgaan_per_code
        orgaan = organen.get(rij.informering.orgaan)
        return orgaan is None or gebruiker.is_rol(*orgaan.door)
    return True


def _gemeente_van(rij: Rij) -> int | None:
    """The gemeente of who recorded it, with an account or by a link; None of the region."""
    veld = "gegeven_door" if isinstance(rij, Uitzondering) else "vastgelegd_door"
    dader = getattr(rij, veld) or getattr(rij, f"{veld}_contact")
    return dader.gemeente_id if dader else None


def weiger_tijdens_onderzoek(melding: Melding, rij: Rij) -> None:
    """While an investigation runs, directing stays where it put it (R156)."""
    if not isinstance(rij, Regie) or onderzoeken.lopend(melding) is None:
        return
    rol = haal_communicatieregels(melding.protocol_versie).regierol_per_code.get(rij.wie)
    if rol and rol.bij_onderzoek:
        raise Geweigerd("Er loopt een strafrechtelijk onderzoek: de regie blijft waar zij is. Trek dat onderzoek in.")


def trek_in(melding: Melding, soort: str, nummer: int, reden: str, door: Gebruiker, nu: datetime) -> str:
    """Take one fact of the communication back; gives the sentence that says so. What a task recorded goes back to that
    task, which stands open again.

    Raises Geweigerd when there is no such fact for this user, or without a reason.
    """
    with transaction.atomic():
        # Read again once it is held: what is sealed says where the melding stands now.
        melding = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        rij = te_herroepen(melding, soort, nummer, door)
        if rij is None:
            raise Geweigerd("Dit kunt u bij deze melding niet (meer) intrekken.")
        weiger_tijdens_onderzoek(melding, rij)
        wat = INTREKBAAR[soort][2]
        taak = Taakrijen(melding).van(rij)
        # One of several who were told in one talk goes by itself: what the others know still stands.
        is_een_van_meer = isinstance(rij, Informeermoment) and len(familielijst.gesprek(rij)) > 1
        if taak and not is_een_van_meer:
            herzien.trek_in(taak.pk, reden, door, nu)
            return f"Ingetrokken: {wat}. De taak “{taak.titel}” staat weer open."
        _trek_rij_in(melding, soort, rij, reden, door, nu)
        return f"Ingetrokken: {wat}."


def _trek_rij_in(melding: Melding, soort: str, rij: Rij, reden: str, door: Dader, nu: datetime) -> None:
    with gebeurtenissen.gevolgd(melding, door, nu):
        for een in samen(rij):
            herroepen.herroep(een, reden, door, nu, haal_communicatieregels(melding.protocol_versie))
    wat = omschreven(rij, INTREKBAAR[soort][2])
    stap = correcties.leg_vast(melding, correcties.TREK_IN, wat, door, nu, reden=reden, gegevens={soort: rij.pk})
    taken.vergeet_zonder_recht(melding, f"stap:{stap.pk}", nu)


def eigen_feit(melding: Melding, soort: str, nummer: int, door: Linkhouder) -> Rij | None:
    """What who has a link recorded by it of his own accord, when it counts and the melding is open; None otherwise."""
    if soort not in {MOMENT, "uiting"} or not melding.is_open():
        return None
    over = "informering__melding" if soort == MOMENT else "melding"
    model = INTREKBAAR[soort][0]
    welke = {over: melding, "vastgelegd_door_contact": door.contactpersoon_id, "herroeping__isnull": True}
    rij = model._default_manager.filter(pk=nummer, **welke).first()
    is_hier = rij is not None and _is_van_hier(rij) and Taakrijen(melding).van(rij) is None
    return rij if is_hier else None


def trek_eigen_in(melding: Melding, soort: str, nummer: int, reden: str, door: Linkhouder, nu: datetime) -> None:
    """Take back what who has a link recorded of his own accord. Raises Geweigerd when it is not his, or counts no
    more, and without a reason."""
    with transaction.atomic():
        melding = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        rij = eigen_feit(melding, soort, nummer, door)
        if rij is None:
            raise Geweigerd("Dit kunt u bij deze melding niet (meer) intrekken.")
        _trek_rij_in(melding, soort, rij, reden, door, nu)


def samen(rij: Rij) -> list[Rij]:
    """That a body outside was told is one act with two rows: the moment, and what went outside with it."""
    if isinstance(rij, Informeermoment):
        return [rij, *Uiting.objects.filter(sleutel=f"{MOMENT}:{rij.pk}", herroeping__isnull=True)]
    soort, _, nummer = rij.sleutel.partition(":") if isinstance(rij, Uiting) else ("", "", "")
    if soort != MOMENT:
        return [rij]
    return [rij, *Informeermoment.objects.filter(pk=int(nummer), herroeping__isnull=True)]


class Taakrijen:
    """The tasks of a melding that left a row behind, read once: a page asks it of every row that it shows."""

    def __init__(self, melding: Melding, gelezen: Iterable[Taak] | None = None) -> None:
        """One query; none with all tasks of this melding in hand."""
        taken = _met_rij(melding) if gelezen is None else [taak for taak in gelezen if RIJ in taak.gegevens]
        for taak in taken if gelezen is not None else ():
            taak.zaak = melding
        regels = haal_protocol(melding.protocol_versie).taken
        codes = {regel.code for regel in regels if regel.vorm in {"informering", "familie"}}
        self._per_pk = {taak.pk: taak for taak in sorted(taken, key=lambda taak: -taak.pk)}
        self._per_moment = {taak.gegevens[RIJ]: taak for taak in self._per_pk.values() if taak.code in codes}

    def van(self, rij: Rij) -> Taak | None:
        """The task that left this row behind."""
        if isinstance(rij, Uiting):
            return self._per_pk.get(int(rij.sleutel.split(":")[1])) if rij.sleutel.startswith("taak:") else None
        return self._per_moment.get(rij.pk) if isinstance(rij, Informeermoment) else None


def _met_rij(melding: Melding) -> QuerySet[Taak]:
    return Taak.objects.filter(zaak=melding, gegevens__has_key=RIJ).select_related("gemeente", "zaak__als_melding")


def omschreven(rij: Rij, wat: str) -> str:
    """What a correction is about: `wat`, with of whom and when."""
    if isinstance(rij, Informering):
        return f"{wat}: {rij.partij}"
    if isinstance(rij, Uitzondering):
        return f"{wat}: {rij.informering.partij}"
    if isinstance(rij, Informeermoment):
        return f"{wat}: {rij.informering.partij}, {moment(rij.geinformeerd_op)}"
    if isinstance(rij, Uiting):
        return f"{wat}: {rij.get_soort_display()}, {moment(rij.gedaan_op)}"
    return wat


def _informeren(melding: Melding, feit: Verteld, door: Dader, nu: datetime, regels: Communicatieregels) -> str:
    orgaan, gemeente = regels.orgaan_per_code[feit.orgaan], feit.gemeente
    with transaction.atomic():
        verteld = informeringen.leg_orgaan_vast(
            melding, orgaan, gemeente, feit.inlichting, door, nu, regels, feit.toestemming
        )
        for uiting in Uiting.objects.filter(sleutel=f"{MOMENT}:{verteld.pk}"):
            taken.meld_zonder_recht(uiting, door, nu)
        partijen.sluit_wie_het_weet(melding, door, nu)
    return f"Vastgelegd: {orgaan.naam}{f' {gemeente}' if gemeente else ''} weet het."


def _uiting(melding: Melding, feit: NaarBuiten, door: Dader, nu: datetime, regels: Communicatieregels) -> str:
    uiting = naar_buiten.leg_uiting_vast(
        melding,
        feit.soort,
        f"uiting:{feit.sleutel}",
        door,
        nu,
        regels,
        omschrijving=feit.omschrijving,
        gedaan_op=feit.gedaan_op,
        namens=feit.namens,
        toestemming=feit.toestemming,
    )
    taken.meld_zonder_recht(uiting, door, nu)
    return f"Vastgelegd: {Uitingsoort(feit.soort).label}."
