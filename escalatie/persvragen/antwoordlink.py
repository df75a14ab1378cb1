"""A gemeente without an account answers a question of the press by the link in its mail, and records what else it did
(R11, R16, R101, R104, R107).

The page says what that mail said: the agreed text, and before when. The same forms, the same door and the same record
as with an account; who did it is the person of the link.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from basis.regels import StapRegel
from basis.taal import moment
from calamiteiten.grendels import vergrendeld
from calamiteiten.statussen import PERSVRAAG
from communicatie.familie import naar_buiten
from communicatie.models import Actielink, Persantwoord, Persvraag
from communicatie.post import actielinks
from communicatie.post.woorden import zetelnaam
from contacten.bijhouden.verzoeken import LinkWerktNiet
from contacten.models import Linkhouder
from contacten.rollen import Rol
from escalatie.draaiboek import correcties
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheden
from escalatie.draaiboek.taken import geef_actie
from escalatie.meldingen.actielink.handelen import Ander
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Stap

from . import antwoorden, vragers
from . import lijst as perslijst
from .antwoord.forms import AntwoordWijzigForm, wijzigform
from .antwoordtermijn import antwoordtermijn
from .forms.intake import WeghaalForm
from .forms.stap import PersstapForm
from .gemeente import Daad, daden, eigen_stappen, gekregen
from .informatie import Antwoordroute, antwoordroute
from .opdrachten import Gemeentedaad
from .procedure import PROCEDURE
from .stap import mogelijkheid, stapcontext, stapform
from .taken import ANTWOORD

TEKSTEN = ("vraag", "kernboodschap", "antwoord", "achtergrond", "memo")
# Within which an other is phoned when the question was answered already.
BELLEN = timedelta(days=1)


@dataclass(frozen=True)
class Antwoordpagina:
    """Everything beside the form. `antwoordt`: who has this link is of the gemeente that gives the answer, else
    `antwoorder` says which one does. `vragers`: who waits, by medium and deadline; `gedaan`: what this person answered
    and recorded; `stappen`: what else his gemeente records here, `daden`: what he did of that; `is_op_slot`: nothing
    may go outside now."""

    kenmerk: str
    wie: str
    antwoordt: bool
    antwoorder: str
    termijn: str
    vragers: list[str]
    teksten: list[tuple[str, str]]
    gedaan: list[Persantwoord]
    stappen: list[Mogelijkheid[StapRegel]]
    daden: list[Daad]
    is_op_slot: bool
    route: Antwoordroute


def antwoordpagina(link: Actielink, nu: datetime) -> Antwoordpagina:
    """The page of this link at `nu` (aware)."""
    persvraag, houder, eigen = _persvraag(link), actielinks.houder(link), link.bericht.gemeente
    antwoordt = _antwoordt(persvraag, houder)
    gegeven = Persantwoord.objects.filter(persvraag=persvraag, vastgelegd_door_contact=link.contactpersoon_id)
    return Antwoordpagina(
        kenmerk=persvraag.kenmerk,
        wie=zetelnaam(link.bericht, persvraag.protocol_versie),
        antwoordt=antwoordt,
        antwoorder=perslijst.gemeentenaam(persvraag, eigen),
        termijn="" if persvraag.beantwoord_op else moment(antwoordtermijn(persvraag).vervalt_op),
        vragers=[_vrager(v.medium, v.deadline_op) for v in persvraag.vragers.all() if v.wacht] if antwoordt else [],
        teksten=gekregen(persvraag, link.bericht.gemeente_id, TEKSTEN),
        gedaan=list(gegeven.filter(herroeping__isnull=True).order_by("vastgelegd_op")),
        stappen=_stappen(persvraag, houder, antwoordt=antwoordt),
        daden=daden(persvraag, Q(door_contact=link.contactpersoon_id)),
        is_op_slot=persvraag.melding is not None and naar_buiten.is_dicht(persvraag.melding),
        route=antwoordroute(nu),
    )


def antwoordform(link: Actielink, nu: datetime, data: Any = None) -> PersstapForm | None:
    """The form with which a gemeente records its answer; None for who is not of the gemeente that gives it: that one
    has a page for it, as for what else it did."""
    persvraag, wie = _persvraag(link), actielinks.houder(link)
    return _form(persvraag, wie, ANTWOORD, nu, data) if _antwoordt(persvraag, wie) else None


def daadform(link: Actielink, code: str, nu: datetime, data: Any = None) -> PersstapForm:
    """The form of another step that the gemeente of this link records. Raises LinkWerktNiet when it is none, or cannot
    be taken (any more)."""
    persvraag, wie = _persvraag(link), actielinks.houder(link)
    if code not in {kans.code for kans in _stappen(persvraag, wie, antwoordt=_antwoordt(persvraag, wie))}:
        raise LinkWerktNiet(actielinks.NIET_MEER)
    return _form(persvraag, wie, code, nu, data)


def eigen_antwoord(link: Actielink, nummer: int) -> Persantwoord:
    """The answer with this number, which who has this link recorded. Raises LinkWerktNiet when it is none, counts no
    more, or the question is closed."""
    rij = antwoorden.te_verbeteren(_persvraag(link), nummer, actielinks.houder(link))
    if rij is None:
        raise LinkWerktNiet(actielinks.NIET_MEER)
    return rij


def verbeterform(link: Actielink, rij: Persantwoord, nu: datetime, data: Any = None) -> AntwoordWijzigForm:
    """The form with which that answer is put right, with what was recorded."""
    persvraag = _persvraag(link)
    return wijzigform(persvraag, rij, actielinks.houder(link), vragers.laatste_nummer(persvraag), nu, data)


def weghaalform(link: Actielink, data: Any = None) -> WeghaalForm:
    """The form with which it is taken back."""
    return WeghaalForm(data, initial={"gezien": vragers.laatste_nummer(_persvraag(link))})


def verbeter(token: str, nummer: int, form: AntwoordWijzigForm, nu: datetime) -> None:
    """Let this person's answer read as the form says; call after `is_valid`. Raises LinkWerktNiet, and Geweigerd as
    `antwoorden.verbeter`."""
    schoon, recht = form.cleaned_data, form.toestemming()
    with _vast(token, nu) as link:
        wie, pk = actielinks.houder(link), _persvraag(link).pk
        antwoorden.verbeter(pk, nummer, form.gegevens(), schoon["reden"], schoon["gezien"], wie, nu, toestemming=recht)


def trek_in(token: str, nummer: int, reden: str, gezien: int, nu: datetime) -> None:
    """Take this person's answer back: it was not given, or not so. Raises as `verbeter`."""
    with _vast(token, nu) as link:
        antwoorden.trek_in(_persvraag(link).pk, nummer, reden, gezien, actielinks.houder(link), nu)


def _form(persvraag: Persvraag, wie: Linkhouder, code: str, nu: datetime, data: Any) -> PersstapForm:
    kans = mogelijkheid(persvraag, wie, code)
    if kans is None:
        raise LinkWerktNiet(actielinks.NIET_MEER)
    return stapform(stapcontext(persvraag, kans, wie, nu, {}), wie, data)


def _antwoordt(persvraag: Persvraag, wie: Linkhouder) -> bool:
    return wie.gemeente is not None and persvraag.gemeente_id == wie.gemeente.pk


def _stappen(persvraag: Persvraag, wie: Linkhouder, *, antwoordt: bool) -> list[Mogelijkheid[StapRegel]]:
    """What is recorded on a page of its own: what the gemeente did, and its answer when another gives the real one."""
    kansen = [kans for kans in mogelijkheden(persvraag, wie) if kans.mag]
    return [*eigen_stappen(kansen), *(kans for kans in kansen if kans.code == ANTWOORD and not antwoordt)]


def leg_vast(token: str, form: PersstapForm, nu: datetime) -> Stap:
    """Record what this form says, by who has the link; call after `is_valid`. What he said in these words before, from
    a page that was gone back to, is one. Raises LinkWerktNiet, and Geweigerd as the door."""
    with _vast(token, nu) as link:
        gegevens = form.gegevens()
        if isinstance(gegevens, Gemeentedaad):
            zelfde = Stap.objects.filter(zaak=link.bericht.zaak_id, code=form.stap.code, gegevens__tekst=gegevens.tekst)
            if al_gezegd := zelfde.filter(door_contact=link.contactpersoon_id).first():
                return al_gezegd
        stap = voer_uit(form.opdracht(actielinks.houder(link)), nu)
        Actielink.objects.filter(pk=link.pk, gebruikt_op__isnull=True).update(gebruikt_op=nu)
    return stap


def noem_ander(token: str, ander: Ander, nu: datetime) -> Stap:
    """Keep that somebody else answers, and have the contractmanager phone that person. The contact list stays as it is,
    and the term runs on. Raises LinkWerktNiet."""
    with _vast(token, nu) as link:
        persvraag, wie, reden = _persvraag(link), actielinks.houder(link), f"Het is: {ander}."
        wat = f"Iemand anders genoemd voor de {zetelnaam(link.bericht, persvraag.protocol_versie)}"
        if al_gezegd := correcties.al_gezegd(persvraag, wat, wie, reden):
            return al_gezegd
        stap = correcties.leg_vast(persvraag, correcties.GEZEGD, wat, wie, nu, reden=reden)
        via = f" via {ander.telefoon}" if ander.telefoon else ""
        # What is over is no moment to phone before: a gemeente goes on after the answer.
        voor = max(antwoordtermijn(persvraag).vervalt_op, nu + BELLEN)
        actie = Actie(f"Bel {ander.naam}{via}"[:200], Rol.CONTRACTMANAGER, "", voor)
        geef_actie(persvraag, actie, wie, nu, stap=stap)
    return stap


@contextmanager
def _vast(token: str, nu: datetime) -> Iterator[Actielink]:
    """The link of this token while its question is held, asked again under that lock: meanwhile it may have been taken
    back, or the question closed."""
    link = actielinks.vind(token, nu, PERSVRAAG)
    with transaction.atomic():
        nummer = link.bericht.zaak_id or 0
        PROCEDURE.houd_eerst_vast(nummer)
        vergrendeld(Persvraag.objects.all()).get(pk=nummer)
        yield actielinks.vind(token, nu, PERSVRAAG)


def _persvraag(link: Actielink) -> Persvraag:
    """What this link is about; `vind` gave a link to such a question."""
    return PROCEDURE.rijen().get(pk=link.bericht.zaak_id or 0)


def _vrager(medium: str, deadline_op: datetime | None) -> str:
    """Who waits, without a name: that stood in the mail, and is erased in time."""
    deadline = f", antwoord vóór {moment(deadline_op)}" if deadline_op else ""
    return f"{medium or 'Medium niet bekend'}{deadline}"
