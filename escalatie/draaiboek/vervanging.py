"""Who acts for a role that cannot be reached: the protocol file says who may, the record says that it was so and why.

Nothing else of the step is other: the same conditions, the same consequences. Whoever was acted for hears it (A22).
"""

from datetime import datetime
from typing import Any

from basis.geweigerd import Geweigerd
from basis.regels import StapRegel
from calamiteiten.models import Melding
from communicatie.post.berichten import Aankondiging, plan
from contacten.bezetting import zetels
from contacten.models import Dader, Gebruiker
from contacten.rolnamen import rolnaam
from escalatie.models import Stap

from . import informatie

# The keys under which a step keeps it: the role, how it is said, and why.
ROL, NAMENS, REDEN = "namens_rol", "namens", "vervanging"
STAP_NAMENS = "stap_namens"


def op_de_stap(regel: StapRegel, rol: str, van: str, versie: str, reden: str) -> dict[str, Any]:
    """What the step keeps when this role takes it for another; empty when it takes it itself. Raises Geweigerd without
    a reason."""
    ander = regel.namens(rol, van)
    if not ander:
        return {}
    if not reden.strip():
        raise Geweigerd(f"Schrijf op waarom u dit doet namens de {rolnaam(ander, versie)}.")
    return {ROL: ander, NAMENS: zin(ander, versie), REDEN: reden.strip()}


def wie(regel: StapRegel, door: Gebruiker, versie: str) -> dict[str, Any]:
    """What a correction keeps of who acts for the role that this first step is of; its own reason says why."""
    ander = regel.namens(door.rol, "")
    return {ROL: ander, NAMENS: zin(ander, versie)} if ander else {}


def zin(rol: str, versie: str) -> str:
    """For example "contractmanager, die niet bereikbaar was"."""
    return f"{rolnaam(rol, versie)}, die niet bereikbaar was"


def vertel(stap: Stap, melding: Melding, nu: datetime) -> None:
    """Tell the role that was acted for. Call inside the transaction of the step."""
    if rol := stap.gegevens.get(ROL):
        meld(melding, rol, f"stap:{stap.pk}", nu)


def meld(melding: Melding, rol: str, sleutel: str, nu: datetime) -> None:
    """Tell this role that it was acted for; `sleutel` names the occasion."""
    plekken = tuple(zetels(rol, nu, aanbieder=melding.aanbieder))
    aankondiging = Aankondiging(melding, sleutel, STAP_NAMENS, STAP_NAMENS, plekken)
    informatie.vraag_om_telefoon(plan([aankondiging], nu), nu)


def is_vervanger(gebruiker: Dader, regel: StapRegel, van: str) -> bool:
    """Whether this user may take the step for a role that cannot be reached, and not by itself."""
    return bool(gebruiker.is_rol(gebruiker.rol) and regel.namens(gebruiker.rol, van))
