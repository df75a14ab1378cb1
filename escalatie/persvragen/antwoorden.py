"""Putting right or taking back what was recorded of an answer to the press: the old one stays readable, struck through
(R11, R16).

The rows only grow. The one that said it wrongly counts no more, a new one says what was so. What rested on it is
weighed again: which journalist waits, the term, the task, what went outside, and who was told hears it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import moment, opsomming
from calamiteiten.grendels import vergrendeld
from communicatie.familie import herroepen, naar_buiten
from communicatie.familie.naar_buiten import Gezegd, Toestemming
from communicatie.models import Bericht, Herroeping, Persantwoord, Persvraag, Persvrager, Uiting, Uitingsoort
from communicatie.persvragen.toegang import ROLLEN_PERS
from communicatie.post.berichten import trek_rijen_in
from communicatie.regels import Communicatieregels
from contacten.models import Dader, Linkhouder, dader_velden
from escalatie.draaiboek import correcties
from escalatie.draaiboek.taken import vergeet_zonder_recht, weeg_zonder_recht
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_communicatieregels

from . import antwoordtermijn, informatie, vragers
from .opdrachten import GemeenteAntwoord
from .taken import ANTWOORD, weeg_antwoord

NIET_VAN_U = "Dit antwoord kunt u niet (meer) verbeteren of intrekken."
VERANDERD = "Het vastgelegde antwoord is verbeterd of ingetrokken."
# What who was told hears: the answer of the gemeente that answers reads otherwise, or was none; or that of another.
VERBETERD, INGETROKKEN, VAN_ANDER = "antwoord:verbeterd", "antwoord:ingetrokken", "antwoord:ander"


def te_verbeteren(persvraag: Persvraag, nummer: int, gebruiker: Dader) -> Persantwoord | None:
    """The answer with this number, when it counts and is this user's to put right or take back; None otherwise."""
    rijen = Persantwoord.objects.filter(persvraag=persvraag, pk=nummer).select_related("gemeente", "persvraag")
    rij = rijen.first()
    return rij if rij and mag_verbeteren(persvraag, rij, gebruiker) else None


def mag_verbeteren(persvraag: Persvraag, rij: Persantwoord, gebruiker: Dader) -> bool:
    """Whether this user may: the right to record is the right to take back; a gemeente does so of its own answer, and
    who has a link of what he recorded by it himself."""
    if rij.weg or not persvraag.is_open():
        return False
    if gebruiker.is_rol(*ROLLEN_PERS):
        return True
    regel = haal_communicatieregels(persvraag.protocol_versie).stap_per_code[ANTWOORD]
    is_eigen = rij.gemeente_id is not None and rij.gemeente_id == gebruiker.gemeente_id
    if isinstance(gebruiker, Linkhouder):
        is_eigen = is_eigen and rij.vastgelegd_door_contact_id == gebruiker.contactpersoon_id
    return is_eigen and gebruiker.is_rol(*regel.door)


def verbeter(
    persvraag_id: int,
    nummer: int,
    antwoord: GemeenteAntwoord,
    reden: str,
    gezien: int,
    door: Dader,
    nu: datetime,
    *,
    toestemming: Toestemming | None = None,
) -> Persantwoord:
    """Let an answer read like this; `antwoord.vragers` names everyone who had it. `gezien`: the number of the last
    record that the page showed. `toestemming`: by what right it was outside, when a lock was on at the moment it names.

    Returns the row that counts: the old one when nothing reads otherwise. Raises Geweigerd without a reason, when
    somebody else was first, for a moment that cannot be, and for who may not.
    """
    with transaction.atomic():
        persvraag, oud = _houd_vast(persvraag_id, nummer, gezien, door)
        correcties.eis_reden(reden)
        _controleer(persvraag, antwoord, door, nu)
        was, uiting, hadden = in_woorden(oud), _uiting(oud), list(oud.vragers.all())
        nieuw = _maak(persvraag, oud, antwoord, door, nu)
        velden = correcties.verschil(was, in_woorden(nieuw))
        zegt_anders = uiting is not None and toestemming is not None and toestemming.buiten_om != uiting.buiten_om
        if not velden and not zegt_anders:
            transaction.set_rollback(True)
            return oud
        regels = haal_communicatieregels(persvraag.protocol_versie)
        _herroep(oud, reden, door, nu)
        gegevens = {"antwoord": oud.pk, "nieuw": nieuw.pk}
        stap = correcties.leg_vast(
            persvraag, correcties.VERBETER, _wat(oud), door, nu, reden=reden, velden=velden, gegevens=gegevens
        )
        if uiting:
            _verbeter_uiting(uiting, nieuw, stap, reden, toestemming, regels)
        _weeg(persvraag, oud, [*hadden, *nieuw.vragers.all()], stap, regels, nieuw.beantwoord_op)
        _vertel(persvraag, oud, nieuw, stap, regels, door)
    return nieuw


def trek_in(persvraag_id: int, nummer: int, reden: str, gezien: int, door: Dader, nu: datetime) -> Stap:
    """Take an answer back: it was not given, or not to this question. Whoever had no other answer waits again.

    `gezien` and what it raises: as `verbeter`.
    """
    with transaction.atomic():
        persvraag, oud = _houd_vast(persvraag_id, nummer, gezien, door)
        regels, uiting = haal_communicatieregels(persvraag.protocol_versie), _uiting(oud)
        correcties.eis_reden(reden)
        _herroep(oud, reden, door, nu)
        velden = correcties.verschil(in_woorden(oud), {})
        stap = correcties.leg_vast(
            persvraag,
            correcties.TREK_IN,
            _wat(oud),
            door,
            nu,
            reden=reden,
            velden=velden,
            gegevens={"antwoord": oud.pk},
        )
        if uiting:
            herroepen.herroep(uiting, reden, door, nu, regels)
            vergeet_zonder_recht(uiting.melding, f"stap:{stap.pk}", nu)
        _weeg(persvraag, oud, list(oud.vragers.all()), stap, regels, None)
        _vertel(persvraag, oud, None, stap, regels, door)
    return stap


def in_woorden(rij: Persantwoord) -> Mapping[str, str]:
    """An answer as people read it: name on screen -> value. Journalists by their medium: their names are erased."""
    return {
        "Gemeente": str(rij.gemeente or rij.persvraag.gemeente_buiten or "buiten de regio"),
        "Antwoord": rij.tekst,
        "Gegeven op": moment(rij.beantwoord_op),
        "Gegeven door": rij.beantwoord_door,
        "Aan": opsomming(str(vrager) for vrager in rij.vragers.all()),
    }


def uiting_van(rij: Persantwoord) -> Uiting | None:
    """What this answer left in the register of what went outside; None when it was about no melding then."""
    return _uiting(rij)


def _houd_vast(persvraag_id: int, nummer: int, gezien: int, door: Dader) -> tuple[Persvraag, Persantwoord]:
    """The question and the answer, held. The melding first, as every step of a question about one does."""
    rij = Persantwoord.objects.filter(persvraag=persvraag_id, pk=nummer).first()
    uiting = _uiting(rij) if rij else None
    melding = Persvraag.objects.filter(pk=persvraag_id).values_list("melding", flat=True).first()
    for een in sorted({een for een in (melding, uiting.melding_id if uiting else None) if een}):
        naar_buiten.vergrendel(een)
    persvraag = vergrendeld(Persvraag.objects.all()).get(pk=persvraag_id)
    if not persvraag.is_open():
        raise Geweigerd(vragers.DICHT)
    gevonden = te_verbeteren(persvraag, nummer, door)
    if vragers.laatste_nummer(persvraag) != gezien:
        raise Geweigerd(vragers.INTUSSEN)
    if gevonden is None:
        raise Geweigerd(NIET_VAN_U)
    return persvraag, gevonden


def _controleer(persvraag: Persvraag, antwoord: GemeenteAntwoord, door: Dader, nu: datetime) -> None:
    vanaf = persvraag.ontvangen_op.replace(second=0, microsecond=0)
    if not vanaf <= antwoord.beantwoord_op <= nu:
        raise Geweigerd("Het antwoord ligt na de ontvangst van de vraag en niet in de toekomst. Kijk het moment na.")
    if not antwoord.tekst.strip() or not antwoord.beantwoord_door.strip():
        raise Geweigerd("Schrijf op wat het antwoord was, en wie het gaf.")
    if not door.is_rol(*ROLLEN_PERS) and antwoord.gemeente_id != door.gemeente_id:
        raise Geweigerd("Leg alleen vast wat uw eigen gemeente antwoordde.")


def _maak(
    persvraag: Persvraag, oud: Persantwoord, antwoord: GemeenteAntwoord, door: Dader, nu: datetime
) -> Persantwoord:
    nieuw = Persantwoord.objects.create(
        persvraag=persvraag,
        gemeente_id=antwoord.gemeente_id,
        tekst=antwoord.tekst.strip(),
        beantwoord_op=antwoord.beantwoord_op,
        beantwoord_door=antwoord.beantwoord_door.strip()[:120],
        is_kernboodschap=antwoord.is_kernboodschap,
        verbetering_van=oud.verbetering_van or oud,
        vastgelegd_op=nu,
        **dader_velden(door),
    )
    hier = set(Persvrager.objects.filter(persvraag=persvraag, ingetrokken_op__isnull=True).values_list("pk", flat=True))
    eerder = set(oud.vragers.values_list("pk", flat=True))
    if set(antwoord.vragers) - hier - eerder:
        raise Geweigerd(vragers.NIET_HIER)
    nieuw.vragers.set(antwoord.vragers)
    return nieuw


def _herroep(rij: Persantwoord, reden: str, door: Dader, nu: datetime) -> None:
    Herroeping.objects.create(persantwoord=rij, reden=reden.strip(), op=nu, **dader_velden(door, "door"))


def _wat(rij: Persantwoord) -> str:
    return f"het antwoord van {rij.gemeente or rij.persvraag.gemeente_buiten or 'de gemeente'}"


def _uiting(rij: Persantwoord) -> Uiting | None:
    """What was recorded as outside in the same act, at the same moment and in the same name."""
    zelfde = Uiting.objects.filter(
        persvraag=rij.persvraag_id,
        soort=Uitingsoort.PERSANTWOORD,
        vastgelegd_op=rij.vastgelegd_op,
        gedaan_op=rij.beantwoord_op,
        namens=rij.beantwoord_door,
        herroeping__isnull=True,
    )
    return zelfde.select_related("melding", "vrijgave", "persvraag").first()


def _verbeter_uiting(
    uiting: Uiting,
    nieuw: Persantwoord,
    stap: Stap,
    reden: str,
    toestemming: Toestemming | None,
    regels: Communicatieregels,
) -> None:
    """What stands in the register of the melding goes along, weighed by the locks of the moment that it names now."""
    door, nu = stap.dader, stap.op
    herroepen.herroep(uiting, reden, door, nu, regels)
    gezegd = Gezegd(nieuw.beantwoord_op, uiting.omschrijving, nieuw.beantwoord_door)
    nu_zo = naar_buiten.verbeter_uiting(uiting, gezegd, door, nu, regels, toestemming=toestemming)
    weeg_zonder_recht(uiting.melding, nu_zo, f"stap:{stap.pk}", door, nu)


def _weeg(
    persvraag: Persvraag,
    oud: Persantwoord,
    wie: Iterable[Persvrager],
    stap: Stap,
    regels: Communicatieregels,
    gedaan_op: datetime | None,
) -> None:
    """Who waits, the term and the task stand as if it had been recorded right at once."""
    nu = stap.op
    antwoordtermijn.vergeet_antwoord(persvraag, oud.vastgelegd_op)
    for vrager in wie:
        tellend = Persantwoord.objects.filter(vragers=vrager, herroeping__isnull=True).select_related("persvraag")
        eigen = [rij.beantwoord_op for rij in tellend if rij.gemeente_id == rij.persvraag.gemeente_id]
        Persvrager.objects.filter(pk=vrager.pk).update(beantwoord_op=min(eigen, default=None))
    vragers.bepaal_beantwoord(persvraag)
    persvraag.laatste_stap_op = nu
    persvraag.save(update_fields=["beantwoord_op", "laatste_stap_op"])
    antwoordtermijn.weeg(persvraag, stap, regels, nu, gedaan_op)
    weeg_antwoord(persvraag, stap, regels, nu)


def _vertel(
    persvraag: Persvraag,
    oud: Persantwoord,
    nieuw: Persantwoord | None,
    stap: Stap,
    regels: Communicatieregels,
    door: Dader,
) -> None:
    """A mail with the old words that has not left stays here; who was told hears what reads otherwise."""
    was_eigen = oud.gemeente_id == persvraag.gemeente_id
    is_eigen = nieuw is not None and nieuw.gemeente_id == persvraag.gemeente_id
    andere_woorden = is_eigen and nieuw is not None and (not was_eigen or nieuw.tekst != oud.tekst)
    oude_post = Bericht.objects.filter(zaak=persvraag, gegevens__antwoord=oud.tekst)
    weg = set(oude_post.values_list("pk", flat=True)) if was_eigen and (andere_woorden or not is_eigen) else set()
    if not is_eigen:
        # Who never got it, need not hear that it is taken back.
        trek_rijen_in(oude_post.filter(pk__in=weg), VERANDERD)
    aanleiding = VERBETERD if is_eigen else INGETROKKEN if was_eigen else VAN_ANDER
    teksten = {"vraag": persvraag.vraag, "antwoord": nieuw.tekst} if andere_woorden and nieuw else {}
    informatie.kondig_aan(
        persvraag, regels, aanleiding=aanleiding, sleutel=f"stap:{stap.pk}", nu=stap.op, teksten=teksten, zelf=door
    )
    trek_rijen_in(oude_post.filter(pk__in=weg), VERANDERD)
