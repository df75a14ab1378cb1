"""Who is on call in the demo this week, with a stretch at the end in which nobody is."""

from datetime import datetime, time, timedelta

from basis.kalender import ZONE, lokale_datum
from contacten import piket
from contacten.bezetting import bezet
from contacten.models import Gemeente
from contacten.rollen import Rol

ZONDAGMIDDAG = timedelta(days=6, hours=12)


def zaai_piket(gemeenten: dict[str, Gemeente], nu: datetime) -> None:
    """The week of `nu` (aware): the regiomanager all of it, the toegang of Zwolle for every gemeente until Sunday
    noon."""
    dag = lokale_datum(nu)
    maandag = datetime.combine(dag - timedelta(days=dag.weekday()), time(0), tzinfo=ZONE)
    regiomanager = bezet(Rol.REGIOMANAGER, nu).eerste
    toegang = bezet(Rol.TOEGANG, nu, gemeente=gemeenten["zwolle"]).eerste
    if regiomanager:
        piket.leg_vast(regiomanager, Rol.REGIOMANAGER, None, maandag, maandag + timedelta(days=7))
    if toegang:
        piket.leg_vast(toegang, Rol.TOEGANG, None, maandag, maandag + ZONDAGMIDDAG)
