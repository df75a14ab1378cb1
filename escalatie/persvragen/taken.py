"""Whose turn it is with a press question: the tasks of the file, and the actions that were agreed (R15, R19, R20).

A task is a row in the worklist of its role. The step that gives it tells who holds it, in the same transaction; the
step that it asks for finishes it. An action is finished on a page of its own; for the rest it is one like those of a
melding: given, changed, handed over and withdrawn by the one engine (`draaiboek.taken`, `draaiboek.acties`).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import moment
from calamiteiten.grendels import vergrendeld
from communicatie.models import Bericht, Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS
from communicatie.post.berichten import Aankondiging, plan
from communicatie.regels import Communicatieregels, PerstaakRegel
from contacten.bezetting import zetels
from contacten.models import Dader, Gebruiker, met_dader
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import acties, informatie, stappen, termijnen
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.procedure import Actienieuws, Plek
from escalatie.draaiboek.taken import ACTIE, geef_actie
from escalatie.meldingen.taken.forms.acties import Actiecontext
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Stap, Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_communicatieregels

from .antwoordtermijn import antwoordtermijn
from .informatie import is_verteld, trek_teksten_in
from .opdrachten import Afspraak
from .stand import Persstand
from .voorwaarden import ontbreekt

GEDAAN = "actie_gedaan"
ANTWOORD = "leg_antwoord_vast"
# The mails, and the names of their duties to inform.
GEGEVEN, GEWIJZIGD, WEG = "persvraag_taak", "persvraag_taak_gewijzigd", "persvraag_taak_weg"
ACTIEMAILS = {Actienieuws.GEGEVEN: GEGEVEN, Actienieuws.GEWIJZIGD: GEWIJZIGD, Actienieuws.INGETROKKEN: WEG}
# Field that says when somebody was told -> the step with which that is done.
VERTELD = {"gemeenten_geinformeerd_op": "informeer_gemeenten", "doorgestuurd_op": "stuur_door"}
ANDERS_VERDER = "De persvraag ging anders verder."


def werk_bij(stap: Stap, stand: Persstand, afspraak: Afspraak | None, gehoord: Iterable[Bericht], nu: datetime) -> None:
    """After a step: finish what it finishes, drop what can be done no more, give what it asks for, and tell who holds
    that. `gehoord`: the messages of this step; who gets one of them is not written to twice. Inside its transaction."""
    persvraag, regels = stand.persvraag, stand.regels
    _sluit(stap, stand, nu)
    if persvraag.is_open():
        nieuw = _geef(stap, regels, nu)
        meld_taken(persvraag, nieuw, stap, nu, weten={stap.rol, *(bericht.rol for bericht in gehoord)})
    if afspraak:
        eis_afspraak(afspraak, nu)
        actie = Actie(
            afspraak.titel.strip()[:200], afspraak.rol, afspraak.eigenaar.strip()[:120], afspraak.uiterlijk_op
        )
        geef_actie(persvraag, actie, stap.dader, nu, stap=stap)


def eis_afspraak(afspraak: Afspraak, nu: datetime) -> None:
    """Raise Geweigerd for an action without what, for a role that handles no press questions, or for the past."""
    if not afspraak.titel.strip():
        raise Geweigerd("Schrijf op wat er gebeurt.")
    if afspraak.rol not in ROLLEN_PERS:
        raise Geweigerd("Kies wie dit doet.")
    if afspraak.uiterlijk_op <= nu:
        raise Geweigerd("Kies een moment dat nog komt.")


def open_taken(persvraag: Persvraag) -> list[Taak]:
    """What is asked of somebody now, the first due in front."""
    return list(Taak.objects.filter(zaak=persvraag.pk, status=TaakStatus.OPEN).order_by("uiterlijk_op", "pk"))


def mag_afronden(gebruiker: Gebruiker, taak: Taak) -> bool:
    """Whose action it is, and the region in that name."""
    return gebruiker.is_rol(taak.rol, *OPVOLGERS)


def rond_actie_af(taak_id: int, verslag: str, door: Gebruiker, nu: datetime) -> Taak:
    """Record that an action was done, and what came of it. Raises Geweigerd for another role, without a record, or when
    it is open no more."""
    with transaction.atomic():
        taak, persvraag = _vergrendel(taak_id)
        _eis_einde(taak, persvraag, verslag, door)
        taak.status, taak.afgerond_op, taak.afgerond_door = TaakStatus.AFGEROND, nu, door
        taak.verslag = verslag.strip()
        taak.save(update_fields=["status", "afgerond_op", "afgerond_door", "verslag"])
        gegevens = {"taak": taak.pk, "titel": taak.titel}
        stappen.leg_vast(persvraag, GEDAAN, persvraag.status, door, nu, motivering=verslag, gegevens=gegevens)
    return taak


def _eis_einde(taak: Taak, persvraag: Persvraag, verslag: str, door: Gebruiker) -> None:
    if not mag_afronden(door, taak):
        raise Geweigerd(f"Deze actie is van de {rolnaam(taak.rol, persvraag.protocol_versie)}.")
    if not verslag.strip():
        raise Geweigerd("Schrijf op wat er is gedaan.")
    if taak.status != TaakStatus.OPEN:
        raise Geweigerd("Deze actie staat niet meer open.")


def _vergrendel(taak_id: int) -> tuple[Taak, Persvraag]:
    """The action and its question, held: the zaak first, as every step does."""
    van_deze = Taak.objects.filter(pk=taak_id, code=ACTIE).values("zaak")
    persvraag = vergrendeld(Persvraag.objects.all()).get(pk__in=van_deze)
    return Taak.objects.select_for_update(of=("self",)).get(pk=taak_id), persvraag


def _sluit(stap: Stap, stand: Persstand, nu: datetime) -> None:
    """Finish what this step finishes; what no step can finish any more lapses, and an action with the question."""
    persvraag, regels = stand.persvraag, stand.regels
    vervallen: list[Taak] = []
    for taak in Taak.objects.select_for_update().filter(zaak=persvraag.pk, status=TaakStatus.OPEN):
        regel = regels.taak_per_code.get(taak.code)
        if regel and stap.code in regel.klaar_bij and not (regel.klaar_als and ontbreekt(regel.klaar_als, stand)):
            taak.status, taak.afgerond_op = TaakStatus.AFGEROND, nu
            taak.afgerond_door, taak.afgerond_door_contact = stap.door, stap.door_contact
        elif not persvraag.is_open() or (regel and not _kan_nog(regel, persvraag, regels)):
            taak.status, taak.afgerond_op = TaakStatus.VERVALLEN, nu
            taak.verslag = str(stap.afwijkingen.get("acties_af", "")) or ANDERS_VERDER
            vervallen += [taak] if taak.code == ACTIE else []
        else:
            continue
        taak.save(update_fields=["status", "afgerond_op", *met_dader("afgerond_door"), "verslag"])
    meld_taken(persvraag, vervallen, stap, nu, weten={stap.rol}, sjabloon=WEG)


def weeg_antwoord(persvraag: Persvraag, stap: Stap, regels: Communicatieregels, nu: datetime) -> None:
    """After a correction of an answer: the task that waits for it is to do again, or done. Who handles the question
    hears of the correction itself. Inside its transaction."""
    stand = Persstand(persvraag, regels.stap_per_code[ANTWOORD], regels)
    for regel in regels.perstaken:
        if ANTWOORD not in regel.klaar_bij or not regel.klaar_als:
            continue
        rijen = Taak.objects.select_for_update().filter(zaak=persvraag.pk, code=regel.code)
        open_, klaar = rijen.filter(status=TaakStatus.OPEN).first(), not ontbreekt(regel.klaar_als, stand)
        if open_ and klaar:
            open_.status, open_.afgerond_op, open_.afgerond_door = TaakStatus.AFGEROND, nu, stap.door
            open_.save(update_fields=["status", "afgerond_op", "afgerond_door"])
        elif not open_ and not klaar and _kan_nog(regel, persvraag, regels):
            _weer_te_doen(rijen.filter(status=TaakStatus.AFGEROND).order_by("-pk").first(), persvraag)


def neem_teksten_terug(persvraag: Persvraag, reden: str) -> None:
    """Withdraw the agreed texts that have not left. Whom not one of them reached was not told after all: that stands on
    the row no more, and is to do again. Who handles the question hears of what brought this about. Inside its
    transaction."""
    trek_teksten_in(persvraag, reden)
    regels = haal_communicatieregels(persvraag.protocol_versie)
    for veld, code in VERTELD.items():
        if getattr(persvraag, veld) is None or is_verteld(persvraag, code, regels):
            continue
        setattr(persvraag, veld, None)
        for regel in regels.perstaken:
            if code in regel.klaar_bij and _kan_nog(regel, persvraag, regels):
                rijen = Taak.objects.select_for_update().filter(zaak=persvraag.pk, code=regel.code)
                _weer_te_doen(rijen.filter(status=TaakStatus.AFGEROND).order_by("-pk").first(), persvraag)
    persvraag.save(update_fields=list(VERTELD))


def _weer_te_doen(taak: Taak | None, persvraag: Persvraag) -> None:
    """A task that was finished too early, with the term that runs now when it had one."""
    if taak is None:
        return
    termijn = antwoordtermijn(persvraag) if taak.termijn_id else None
    taak.status, taak.afgerond_op, taak.verslag = TaakStatus.OPEN, None, ""
    taak.afgerond_door = taak.afgerond_door_contact = None
    taak.termijn, taak.uiterlijk_op = termijn, termijnen.uiterlijk_van(termijn)
    velden = ["status", "afgerond_op", "verslag", "termijn", "uiterlijk_op"]
    taak.save(update_fields=[*velden, *met_dader("afgerond_door")])


def _kan_nog(regel: PerstaakRegel, persvraag: Persvraag, regels: Communicatieregels) -> bool:
    """Whether a step that finishes this task can still come: from here, or further along the road."""
    hier = regels.status_per_code[persvraag.status].stap
    van = {status for code in regel.klaar_bij for status in regels.stap_per_code[code].van}
    return any(regels.status_per_code[code].stap >= hier for code in van)


def _geef(stap: Stap, regels: Communicatieregels, nu: datetime) -> list[Taak]:
    open_ = set(Taak.objects.filter(zaak=stap.zaak_id, status=TaakStatus.OPEN).values_list("code", flat=True))
    lopend = {t.code: t for t in Termijn.objects.filter(zaak=stap.zaak_id, geeindigd_op__isnull=True)}
    return Taak.objects.bulk_create(
        Taak(
            zaak_id=stap.zaak_id,
            stap=stap,
            code=regel.code,
            titel=regel.naam,
            rol=regel.rol,
            termijn=lopend.get(regel.termijn),
            uiterlijk_op=termijnen.uiterlijk_van(lopend.get(regel.termijn)),
            gemaakt_op=nu,
        )
        for regel in regels.perstaken
        if stap.code in regel.bij and regel.code not in open_
    )


def actiecontext(taak: Taak, nu: datetime) -> Actiecontext:
    """What a form about an action of a press question must know: who handles the press; of no gemeente."""
    return Actiecontext(taak.zaak.protocol_versie, tuple(sorted(ROLLEN_PERS)), (), nu, acties.zoals_zij_is(taak))


def meld_actie(
    taak: Taak, plekken: Iterable[Plek], wat: Actienieuws, *, sleutel: str, nu: datetime, zelf: Dader
) -> None:
    """Tell these seats of an action that they have or had. What one person thinks of is news to the others on the same
    seat. Inside the transaction of the change."""
    gegevens = {**_voor_wanneer([taak]), "pad": taak.get_absolute_url()}
    plan(
        [
            Aankondiging(
                zaak=taak.zaak,
                aanleiding=sleutel,
                regel=ACTIEMAILS[wat],
                sjabloon=ACTIEMAILS[wat],
                zetels=tuple(rest for zetel in zetels(rol, nu) if (rest := informatie.zonder(zetel, zelf))),
                gegevens={} if wat == Actienieuws.INGETROKKEN else gegevens,
            )
            for rol, _ in sorted(plekken, key=str)
        ],
        nu,
    )


def meld_taken(
    persvraag: Persvraag,
    taken: Iterable[Taak],
    stap: Stap,
    nu: datetime,
    *,
    weten: set[str],
    sjabloon: str = GEGEVEN,
) -> None:
    """Tell the seats that hold these tasks, each once, with the first moment that something is due."""
    per_rol: dict[str, list[Taak]] = {}
    for taak in taken:
        if taak.rol not in weten:
            per_rol.setdefault(taak.rol, []).append(taak)
    plan(
        [
            Aankondiging(
                zaak=persvraag,
                aanleiding=f"stap:{stap.pk}:taak",
                regel=sjabloon,
                sjabloon=sjabloon,
                zetels=tuple(zetels(rol, nu)),
                gegevens=_voor_wanneer(eigen) if sjabloon == GEGEVEN else {},
            )
            for rol, eigen in per_rol.items()
        ],
        nu,
    )


def _voor_wanneer(taken: Iterable[Taak]) -> dict[str, str]:
    eerste = min((taak.uiterlijk_op for taak in taken if taak.uiterlijk_op), default=None)
    return {"termijn": f"vóór {moment(eerste)}"} if eerste else {}
