"""Verbs on the communication advice of a melding: keep a concept, lay it down; its tasks and mails follow in the same
transaction (R55, R82, R113, R115, R122)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from calamiteiten.toegang import mag_zien
from communicatie.advies import adviezen
from communicatie.advies.adviezen import Adviesinhoud
from communicatie.models import Communicatieadvies
from contacten.models import Gebruiker
from contacten.rollen import Deel, Rol, die_zien
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import informatie, termijnen
from escalatie.draaiboek.taken import rond_vanzelf_af
from escalatie.models import Taak, TaakStatus
from escalatie.persvragen import teksten as persteksten
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.model import Protocol

VORM = "communicatieadvies"
SCHRIJVERS = die_zien(Deel.PERS)


def mag_adviseren(gebruiker: Gebruiker, melding: Melding) -> bool:
    """Whether this user writes the advice: the communicatieadviseur, or the region in that name, while it is open."""
    return gebruiker.is_rol(*SCHRIJVERS) and melding.is_open()


def vraagt_namens(gebruiker: Gebruiker) -> bool:
    """Whether this user writes for someone else, who then must be named."""
    return not gebruiker.is_rol(Rol.COMMUNICATIEADVISEUR)


def bewaar(
    melding: Melding, inhoud: Adviesinhoud, versie: int, bewerking: int, door: Gebruiker, nu: datetime
) -> Communicatieadvies:
    """Keep as concept. `versie` and `bewerking` are those that the user saw; a first save makes the concept.

    Raises Geweigerd when it may not be, or when a colleague saved or laid down in between; then nothing has changed.
    """
    with transaction.atomic():
        _controleer(melding, door)
        concept = adviezen.begin(melding, door, nu)
        if concept.versie != versie:
            raise Geweigerd(_vastgesteld_tussendoor(melding))
        advies = adviezen.bewaar(concept.pk, inhoud, bewerking, door, nu)
        # One text with two uses: what is written here, the press questions about it say too.
        delen = haal_communicatieregels(melding.protocol_versie).gedeelde_delen
        persteksten.deel(melding, {deel: advies.delen.get(deel, "") for deel in delen}, melding, door, nu)
        return advies


def stel_vast(
    melding: Melding, inhoud: Adviesinhoud, versie: int, bewerking: int, door: Gebruiker, nu: datetime
) -> Communicatieadvies:
    """Keep and lay down: the open tasks for it are done, and who must know hears of it.

    Raises Geweigerd as `bewaar` does, and when a required part or the name of whom it is for is missing.
    """
    with transaction.atomic():
        if vraagt_namens(door) and not inhoud.namens:
            raise Geweigerd("Vul in namens wie u dit vastlegt.")
        bewaar(melding, inhoud, versie, bewerking, door, nu)
        regels = haal_communicatieregels(melding.protocol_versie)
        advies = adviezen.stel_vast(melding, door, nu, regels)
        _verwerk(advies, melding, door, nu)
    return advies


def _controleer(melding: Melding, door: Gebruiker) -> None:
    """Lock the melding first, as the door does, so that an advice and a step never wait for each other."""
    huidig = vergrendeld(Melding.objects.all()).get(pk=melding.pk)
    if not huidig.is_open():
        raise Geweigerd(f"De melding staat op “{huidig.get_status_display()}”: het advies verandert niet meer.")
    if not mag_adviseren(door, huidig) or not mag_zien(door, huidig):
        raise Geweigerd(niet_aan_u(huidig))


def niet_aan_u(melding: Melding) -> str:
    """Why this user cannot write, in Dutch."""
    wie = rolnaam(Rol.COMMUNICATIEADVISEUR, melding.protocol_versie)
    return f"Het communicatieadvies is aan de {wie}. De regio kan het namens die schrijven."


def _vastgesteld_tussendoor(melding: Melding) -> str:
    """A concept that did not exist when the user began, or that exists no more: say who was first."""
    laatste = next((rij for rij in adviezen.versies(melding) if rij.is_vastgesteld()), None)
    return adviezen.tussendoor(laatste) if laatste else "Dit advies is intussen gewijzigd. Open de pagina opnieuw."


def _verwerk(advies: Communicatieadvies, melding: Melding, door: Gebruiker, nu: datetime) -> None:
    """Finish the tasks that asked for it, and inform: of a later version the same people as of the last."""
    protocol = haal_protocol(melding.protocol_versie)
    open_ = list(_taken(melding, protocol).filter(status=TaakStatus.OPEN))
    codes = [taak.code for taak in open_] or _vorige(melding, protocol)
    for taak in open_:
        rond_vanzelf_af(melding, taak.code, door, nu, namens=advies.namens)
        termijnen.stop_bij_taak(taak, protocol, nu)
    for code in codes:
        # One occasion, one key: whoever two rules reach with the same news is written to once.
        informatie.kondig_aan(melding, protocol, aanleiding=f"taak:{code}", sleutel=f"advies:{advies.pk}", nu=nu)


def _taken(melding: Melding, protocol: Protocol) -> QuerySet[Taak]:
    codes = [regel.code for regel in protocol.taken if regel.vorm == VORM]
    return Taak.objects.filter(zaak=melding, code__in=codes).order_by("pk")


def _vorige(melding: Melding, protocol: Protocol) -> list[str]:
    """The rule by which the last version was made; without a task yet, the first of the protocol."""
    laatste = _taken(melding, protocol).last()
    return [laatste.code] if laatste else [regel.code for regel in protocol.taken if regel.vorm == VORM][:1]
