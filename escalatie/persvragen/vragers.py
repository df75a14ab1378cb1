"""Who of the press asks a question: each journalist with a medium and a deadline of his own (R3, R5, R16).

The same question of several journalists is one press question. Each of them is answered and recorded by himself; the
first deadline of those who wait is the term. Whatever changes here has the term weighed again, and who works on the
question hears it. The name and number of a journalist stand in `Persvrager` alone: no record holds them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.momenten import Wijziging
from basis.taal import moment
from calamiteiten.grendels import vergrendeld
from communicatie.models import Persvraag, Persvrager
from communicatie.persvragen.toegang import ROLLEN_PERS
from contacten.models import Dader, Gebruiker
from escalatie.draaiboek import correcties
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_communicatieregels

from . import informatie, taken
from .antwoordtermijn import weeg

TE_VROEG = "De deadline ligt na het moment van de vraag. Kijk het moment na."
DICHT = "Deze persvraag is gesloten. Open haar weer als er nog iemand op antwoord wacht."
INTUSSEN = "Iemand anders heeft deze persvraag intussen gewijzigd. Bekijk wat er nu staat, en verstuur opnieuw."
AL_BEANTWOORD = "Deze journalist heeft al antwoord."
ZELFDE_MELDING = "Deze persvraag gaat over een melding. Koppel eerst de andere persvraag aan dezelfde melding."
NIET_HIER = "Deze journalist staat niet (meer) bij deze persvraag."
# What is said of a change in a name or number: not what it was, for that is erased.
ANDERS, WAS = "gewijzigd", "een andere waarde"
PERSOONLIJK = {"naam": "Naam van de journalist", "terugbelnummer": "Terugbelnummer"}


@dataclass(frozen=True)
class Vrager:
    """A journalist as the form says it; moments are aware."""

    medium: str
    naam: str = ""
    terugbelnummer: str = ""
    deadline_op: datetime | None = None
    gevraagd_op: datetime | None = None


def maak(persvraag: Persvraag, wie: Vrager, door: Gebruiker, nu: datetime) -> Persvrager:
    """Make the row of one journalist; who calls sees to the term and to who must hear. Raises Geweigerd for a deadline
    before the question."""
    gevraagd_op = wie.gevraagd_op or nu
    if wie.deadline_op and wie.deadline_op <= gevraagd_op:
        raise Geweigerd(TE_VROEG)
    return Persvrager.objects.create(
        persvraag=persvraag,
        medium=wie.medium.strip(),
        naam=wie.naam.strip(),
        terugbelnummer=wie.terugbelnummer.strip(),
        gevraagd_op=gevraagd_op,
        deadline_op=wie.deadline_op,
        vastgelegd_op=nu,
        vastgelegd_door=door,
    )


def voeg_toe(persvraag_id: int, wie: Vrager, door: Gebruiker, nu: datetime) -> Persvrager:
    """Another journalist asks the same; the same form sent twice gives the first row. Raises Geweigerd for another
    role, for a closed question, and for a moment that cannot be."""
    with transaction.atomic():
        persvraag = open_vraag(persvraag_id, door)
        if al_gedaan := _zo_bekend(persvraag, wie, nu):
            return al_gedaan
        rij = maak(persvraag, wie, door, nu)
        _verwerk(persvraag, f"Er vraagt nog iemand: {rij}", door, nu)
    return rij


def _zo_bekend(persvraag: Persvraag, wie: Vrager, nu: datetime) -> Persvrager | None:
    """Who asks already, in these very words and at this very moment: the same form came twice."""
    rijen = Persvrager.objects.filter(persvraag=persvraag, ingetrokken_op__isnull=True)
    return rijen.filter(
        medium=wie.medium.strip(),
        naam=wie.naam.strip(),
        terugbelnummer=wie.terugbelnummer.strip(),
        gevraagd_op=wie.gevraagd_op or nu,
        deadline_op=wie.deadline_op,
    ).first()


def verbeter(
    persvraag_id: int, nummer: int, wie: Vrager, reden: str, gezien: int, door: Gebruiker, nu: datetime
) -> Persvrager:
    """Put right who asks, or before when. `gezien`: the number of the last record that the page showed. What was stays
    readable: the name and number beside the row until they are erased, the rest in the record.

    Raises Geweigerd without a reason, when somebody else was first, and for what cannot be.
    """
    with transaction.atomic():
        persvraag = open_vraag(persvraag_id, door, gezien)
        rij = _vind(persvraag, nummer)
        velden = _verschil(rij, wie)
        if not velden:
            return rij
        if any(getattr(rij, naam) != getattr(wie, naam).strip() for naam in PERSOONLIJK):
            rij.eerder = [*rij.eerder, {"tot": moment(nu), **{naam: getattr(rij, naam) for naam in PERSOONLIJK}}]
        rij.medium, rij.naam, rij.terugbelnummer = wie.medium.strip(), wie.naam.strip(), wie.terugbelnummer.strip()
        rij.gevraagd_op, rij.deadline_op = wie.gevraagd_op or rij.gevraagd_op, wie.deadline_op
        if rij.deadline_op and rij.deadline_op <= rij.gevraagd_op:
            raise Geweigerd(TE_VROEG)
        rij.save()
        _verwerk(persvraag, f"wie het vraagt ({rij})", door, nu, correcties.VERBETER, reden, velden)
    return rij


def trek_in(persvraag_id: int, nummer: int, reden: str, gezien: int, door: Gebruiker, nu: datetime) -> None:
    """This journalist asks it no more. `gezien` as in `verbeter`. Raises Geweigerd without a reason, and for who has an
    answer or is not here."""
    with transaction.atomic():
        persvraag = open_vraag(persvraag_id, door, gezien)
        rij = _vind(persvraag, nummer)
        if rij.beantwoord_op:
            raise Geweigerd(AL_BEANTWOORD)
        rij.ingetrokken_op = nu
        rij.save(update_fields=["ingetrokken_op"])
        _verwerk(persvraag, f"de vraag van {rij}", door, nu, correcties.TREK_IN, reden)


def gekozen(persvraag: Persvraag, nummers: Collection[int]) -> list[Persvrager]:
    """The journalists with these numbers, none: everyone who waits. Raises Geweigerd for one who is not here."""
    alle = list(Persvrager.objects.filter(persvraag=persvraag))
    if not nummers:
        return [rij for rij in alle if rij.wacht]
    gevonden = [rij for rij in alle if rij.pk in set(nummers) and not rij.is_weg]
    if len(gevonden) != len(set(nummers)):
        raise Geweigerd(NIET_HIER)
    return gevonden


def beantwoord(persvraag: Persvraag, aan: Iterable[Persvrager], op: datetime) -> None:
    """These journalists have their answer since `op` (aware). The first answer counts; a later one adds to it. The row
    of the question is not saved yet."""
    nummers = [rij.pk for rij in aan]
    Persvrager.objects.filter(pk__in=nummers, beantwoord_op__isnull=True).update(beantwoord_op=op)
    bepaal_beantwoord(persvraag)


def bepaal_beantwoord(persvraag: Persvraag) -> None:
    """The question is answered when nobody waits any more and somebody was answered; not saved yet."""
    rijen = list(Persvrager.objects.filter(persvraag=persvraag))
    momenten = [rij.beantwoord_op for rij in rijen if rij.beantwoord_op]
    persvraag.beantwoord_op = max(momenten) if momenten and not any(rij.wacht for rij in rijen) else None


def verhuis(persvraag: Persvraag, naar: int, door: Dader, nu: datetime) -> None:
    """Who waits here goes along to the question with this key, which asks the same; the row of this question is not
    saved yet. Raises Geweigerd when that one is closed, is not there, is this one, or is not about the melding that
    this one is about."""
    doel = vergrendeld(Persvraag.objects.all()).filter(pk=naar).exclude(pk=persvraag.pk).first()
    if doel is None or not doel.is_open():
        raise Geweigerd("Kies een andere persvraag die nog open is.")
    # What locks the melding locks the answer: nobody who waits for it leaves from under that lock.
    if persvraag.melding_id and persvraag.melding_id != doel.melding_id:
        raise Geweigerd(ZELFDE_MELDING)
    mee = [rij for rij in Persvrager.objects.filter(persvraag=persvraag) if rij.wacht]
    Persvrager.objects.filter(pk__in=[rij.pk for rij in mee]).update(persvraag=doel, eerst_bij=persvraag)
    persvraag.samengevoegd_met = doel
    _verwerk(doel, f"{persvraag.kenmerk} is hiermee samengevoegd{_wie(mee)}", door, nu)


def keer_terug(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    """Who went along from here comes back, with what was answered meanwhile; neither row of a question is lost."""
    doel, persvraag.samengevoegd_met = persvraag.samengevoegd_met, None
    if doel is None:
        return
    doel = vergrendeld(Persvraag.objects.all()).get(pk=doel.pk)
    terug = list(Persvrager.objects.filter(persvraag=doel, eerst_bij=persvraag))
    Persvrager.objects.filter(pk__in=[rij.pk for rij in terug]).update(persvraag=persvraag, eerst_bij=None)
    bepaal_beantwoord(persvraag)
    _verwerk(doel, f"{persvraag.kenmerk} gaat weer zelf verder{_wie(terug)}", door, nu)


def mag_wijzigen(persvraag: Persvraag, gebruiker: Gebruiker) -> bool:
    """Whether this user may change now who asks what."""
    return gebruiker.is_rol(*ROLLEN_PERS) and persvraag.is_open()


def laatste_nummer(persvraag: Persvraag) -> int:
    """The number of the newest record of this question, which a form carries: the second of two sees the first."""
    nummers = Stap.objects.filter(zaak=persvraag.pk).order_by("-volgnummer").values_list("volgnummer", flat=True)
    return nummers.first() or 0


def open_vraag(persvraag_id: int, door: Gebruiker, gezien: int | None = None) -> Persvraag:
    """The question, held, for who changes it; `gezien`: the number of the last record that the page showed. Raises
    Geweigerd for another role, for a closed question, and when somebody else was first."""
    persvraag = vergrendeld(Persvraag.objects.all()).get(pk=persvraag_id)
    if not door.is_rol(*ROLLEN_PERS):
        raise Geweigerd("Dit kan alleen wie de persvraag behandelt.")
    if not persvraag.is_open():
        raise Geweigerd(DICHT)
    if gezien is not None and laatste_nummer(persvraag) != gezien:
        raise Geweigerd(INTUSSEN)
    return persvraag


def _vind(persvraag: Persvraag, nummer: int) -> Persvrager:
    rij = Persvrager.objects.filter(persvraag=persvraag, pk=nummer, ingetrokken_op__isnull=True).first()
    if rij is None:
        raise Geweigerd(NIET_HIER)
    return rij


def _verschil(rij: Persvrager, wie: Vrager) -> list[Wijziging]:
    """What reads otherwise, without what is erased later."""
    nieuw = replace(wie, gevraagd_op=wie.gevraagd_op or rij.gevraagd_op)
    paren = {
        "Medium": (rij.medium, nieuw.medium.strip()),
        "Gevraagd op": (moment(rij.gevraagd_op), moment(nieuw.gevraagd_op)),
        "Deadline": (moment(rij.deadline_op), moment(nieuw.deadline_op)),
    }
    velden = [Wijziging(naam, oud, nu) for naam, (oud, nu) in paren.items() if oud != nu]
    anders = [label for naam, label in PERSOONLIJK.items() if getattr(rij, naam) != getattr(wie, naam).strip()]
    return [*velden, *(Wijziging(label, WAS, ANDERS) for label in anders)]


def _verwerk(
    persvraag: Persvraag,
    wat: str,
    door: Dader,
    nu: datetime,
    code: str = correcties.BETREK,
    reden: str = "",
    velden: Sequence[Wijziging] = (),
) -> None:
    """Keep the record, weigh the term again, and tell who works on the question and who answers it."""
    bepaal_beantwoord(persvraag)
    persvraag.laatste_stap_op = nu
    persvraag.save(update_fields=["beantwoord_op", "laatste_stap_op"])
    regels = haal_communicatieregels(persvraag.protocol_versie)
    stap = correcties.leg_vast(persvraag, code, wat, door, nu, reden=reden, velden=velden)
    weeg(persvraag, stap, regels, nu)
    # Who waits has his answer recorded, and whoever waits no more does not.
    taken.weeg_antwoord(persvraag, stap, regels, nu)
    informatie.kondig_aan(persvraag, regels, aanleiding="intake:vrager", sleutel=f"stap:{stap.pk}", nu=nu)


def _wie(rijen: Sequence[Persvrager]) -> str:
    return f", met {', '.join(str(rij) for rij in rijen)}" if rijen else ""
