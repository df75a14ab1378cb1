"""Who may do what in a dossier: asked of the role and the gemeente of a user, never of guardian or of a model
permission."""

from collections.abc import Collection

from calamiteiten.models import Impactanalyse, Melding, Zaak
from communicatie.regels import Communicatieregels
from contacten.models import Dader, Gebruiker, Gemeente, Linkhouder
from contacten.rollen import PER_GEMEENTE, ROLLEN_GEMEENTE_LEIDT, Deel, Rol, die_zien
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import OvergangRegel

OPVOLGERS, PERS = die_zien(Deel.OPVOLGING), die_zien(Deel.PERS)
# What is recorded on the page Communicatie -> who may. Which body, and who may give leave, is in the protocol file.
COMMUNICATIE: dict[str, Collection[str]] = {
    "informeren": PERS | ROLLEN_GEMEENTE_LEIDT,
    # The communicatieafdeling of a gemeente opens no dossier; who is asked something of it by link says what it brought
    # outside.
    "uiting": PERS | ROLLEN_GEMEENTE_LEIDT | {Rol.COMMUNICATIE_GEMEENTE},
    "familie": OPVOLGERS,
    "betrokkene": OPVOLGERS,
    "slachtofferhulp": OPVOLGERS,
    "onderzoek": OPVOLGERS,
    "onderzoek_einde": OPVOLGERS,
    "regie": (Rol.REGIOMANAGER,),
}


def mag_overgang(gebruiker: Gebruiker, regel: OvergangRegel, melding: Melding) -> bool:
    """Whether the protocol lets this user's role take this step from where the melding stands, by itself."""
    return gebruiker.is_rol(*regel.mag_door(melding.status))


def mag_analyse(gebruiker: Dader, analyse: Impactanalyse) -> bool:
    """R46: each party fills in its own, for its own gemeente where it has one; the protocol file names the parties.

    It also names who may record what a party without an account says by phone; with a link one speaks for oneself.
    """
    partij = haal_protocol(analyse.melding.protocol_versie).partij_per_code.get(analyse.soort)
    if partij is None:
        return False
    is_hier = analyse.gemeente_id is None or gebruiker.gemeente_id == analyse.gemeente_id
    is_namens = not isinstance(gebruiker, Linkhouder) and gebruiker.is_rol(*partij.namens)
    return is_namens or (gebruiker.is_rol(partij.rol) and is_hier)


def mag_bevestigen(gebruiker: Dader, gemeente: Gemeente) -> bool:
    """R59: the toegang confirms for its own gemeente; the region records what was said by phone (A22)."""
    if not isinstance(gebruiker, Linkhouder) and gebruiker.is_rol(*OPVOLGERS):
        return True
    return gebruiker.is_rol(Rol.TOEGANG) and gebruiker.gemeente_id == gemeente.pk


def is_eigen_taak(gebruiker: Dader, taak: Taak) -> bool:
    """Whether this task is this user's own: the role, and the gemeente when the role has one."""
    if not gebruiker.is_rol(taak.rol):
        return False
    return taak.rol not in PER_GEMEENTE or taak.gemeente_id is None or taak.gemeente_id == gebruiker.gemeente_id


def mag_taak(gebruiker: Dader, taak: Taak) -> bool:
    """Own tasks; and the region records for others: the regiomanager for all, the contractmanager for all but him."""
    if is_eigen_taak(gebruiker, taak):
        return True
    # With a link one does what is one's own; the aanbieder has the report of the inspection in hand.
    if isinstance(gebruiker, Linkhouder):
        return mag_rapport_geven(gebruiker, taak)
    if gebruiker.is_rol(Rol.REGIOMANAGER):
        return True
    return gebruiker.is_rol(Rol.CONTRACTMANAGER) and taak.rol != Rol.REGIOMANAGER


def mag_rapport_geven(houder: Linkhouder, taak: Taak) -> bool:
    """R64, R87: who reported for the aanbieder gives the report of the inspection that the contractmanager waits
    for, of a melding of that aanbieder."""
    regel = haal_protocol(taak.zaak.protocol_versie).taak_per_code.get(taak.code)
    is_rapport = regel is not None and regel.vorm == "inspectierapport" and taak.rol == Rol.CONTRACTMANAGER
    eigen = houder.aanbieder is not None and taak.melding.aanbieder_id == houder.aanbieder.pk
    return houder.is_rol(Rol.AANBIEDER) and is_rapport and eigen


def mag_wijzigen(gebruiker: Gebruiker, melding: Melding) -> bool:
    """The contractmanager corrects the facts while the melding is open, and the regiomanager when that one cannot be
    reached (A22)."""
    return gebruiker.is_rol(*OPVOLGERS) and melding.is_open()


def mag_spoed(gebruiker: Gebruiker, melding: Melding) -> bool:
    """A21: who keeps the overview says that it is urgent against the facts, or that it is over."""
    return gebruiker.is_rol(*OPVOLGERS) and melding.is_open()


def mag_bellen(gebruiker: Gebruiker, melding: Melding) -> bool:
    """A21: the region phones who is silent, and records it."""
    return gebruiker.is_rol(*OPVOLGERS) and melding.is_open()


def mag_loslaten(gebruiker: Gebruiker) -> bool:
    """The region lets go of a gemeente that is not involved, of an open and of a closed melding."""
    return gebruiker.is_rol(*OPVOLGERS)


def mag_verstrekken(gebruiker: Gebruiker) -> bool:
    """R45: who keeps the overview records what personal data were supplied outside the application, at any time."""
    return gebruiker.is_rol(*OPVOLGERS)


def mag_koppelen(gebruiker: Gebruiker) -> bool:
    """R43: who keeps the overview says which meldingen tell of one event."""
    return gebruiker.is_rol(*OPVOLGERS)


def mag_actie_toevoegen(gebruiker: Gebruiker, melding: Zaak) -> bool:
    """R81: the region keeps the list of actions that were agreed."""
    return gebruiker.is_rol(*OPVOLGERS) and melding.is_open()


def mag_actie_beheren(gebruiker: Gebruiker, taak: Taak) -> bool:
    """R81: who keeps the list of actions changes and withdraws one, and so does the role that gave it."""
    gever = str(taak.gegevens.get("gegeven_door", ""))
    return (taak.zaak.is_open() or taak.overleeft) and gebruiker.is_rol(*OPVOLGERS, *filter(None, [gever]))


def mag_actie_doorgeven(gebruiker: Gebruiker, taak: Taak) -> bool:
    """Who holds an action hands it over, or gives it back."""
    return is_eigen_taak(gebruiker, taak) and (taak.zaak.is_open() or taak.overleeft)


def mag_verbeterpunt(gebruiker: Gebruiker) -> bool:
    """R90–R97, R136, R139: the region makes an improvement of what was found, of an open and of a closed melding."""
    return gebruiker.is_rol(*OPVOLGERS)


def mag_inspectiespoor(gebruiker: Gebruiker) -> bool:
    """R133–R138: the region keeps the track of the inspection, which goes on when a melding is closed (R135)."""
    return gebruiker.is_rol(*OPVOLGERS)


def mag_communicatie(gebruiker: Dader, handeling: str, regels: Communicatieregels) -> bool:
    """Whether this user's role records this on the page Communicatie; leave, and that somebody of the family need not
    know first, is given by whom the locks name (R125)."""
    vrijgevers = {rol for slot in regels.sloten for rol in slot.vrijgave_door}
    is_vrijgeven = handeling in {"vrijgave", "uitzondering"}
    return gebruiker.is_rol(*(vrijgevers if is_vrijgeven else COMMUNICATIE.get(handeling, ())))
