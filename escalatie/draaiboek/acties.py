"""An action that was agreed, after it was given: changed, handed over, given back, withdrawn (R19, R20, R81).

Each is a sealed step of its own with the old and the new, and whoever holds the action, or held it, hears it in the
same transaction.
"""

from collections.abc import Collection
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.momenten import Moment
from basis.taal import moment
from calamiteiten.statussen import MELDING
from communicatie.familie.naar_buiten import vergrendel
from contacten.models import Dader, Gebruiker
from contacten.rolnamen import rolnaam
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Stap, Taak, TaakStatus

from . import gronden, stappen
from .bevoegdheid import mag_actie_beheren, mag_actie_doorgeven
from .procedure import Actienieuws, Plek, van_soort
from .taken import ACTIE, herinneren_op

GEWIJZIGD, INGETROKKEN = "actie_gewijzigd", "actie_ingetrokken"
# What these steps are called; no protocol file has them.
NAMEN = {GEWIJZIGD: "Actie gewijzigd", INGETROKKEN: "Actie ingetrokken"}


def zoals_zij_is(taak: Taak) -> Actie:
    """The action as it stands now."""
    return Actie(taak.titel, taak.rol, taak.eigenaar, taak.uiterlijk_op or taak.gemaakt_op, taak.gemeente)


def wijzig(taak_id: int, actie: Actie, reden: str, door: Gebruiker, nu: datetime) -> Taak:
    """Change an action: what, who, before when. Raises Geweigerd for other roles, without a reason, and when nothing
    changes or the action is open no more."""
    with transaction.atomic():
        taak = _vergrendel(taak_id, reden)
        if not mag_actie_beheren(door, taak):
            raise Geweigerd("U kunt deze actie niet wijzigen.")
        return _vervang(taak, actie, reden, door, nu)


def draag_over(taak_id: int, actie: Actie, reden: str, door: Gebruiker, nu: datetime) -> Taak:
    """Who holds an action hands it to another seat; what it is and when it is due stay. Raises Geweigerd as
    `wijzig`."""
    with transaction.atomic():
        taak = _vergrendel(taak_id, reden)
        if not (mag_actie_doorgeven(door, taak) or mag_actie_beheren(door, taak)):
            raise Geweigerd("U kunt deze actie niet overdragen.")
        hier = zoals_zij_is(taak)
        nieuw = replace(hier, rol=actie.rol, gemeente=actie.gemeente, eigenaar=actie.eigenaar)
        return _vervang(taak, nieuw, reden, door, nu)


def geef_terug(taak_id: int, reden: str, door: Gebruiker, nu: datetime) -> Taak:
    """Who holds an action gives it back to the role that gave it. Raises Geweigerd as `wijzig`."""
    with transaction.atomic():
        taak = _vergrendel(taak_id, reden)
        if not mag_actie_doorgeven(door, taak):
            raise Geweigerd("U kunt deze actie niet teruggeven: zij is niet van u.")
        nieuw = replace(zoals_zij_is(taak), rol=gever(taak), gemeente=None, eigenaar="")
        return _vervang(taak, nieuw, reden, door, nu)


def trek_in(taak_id: int, reden: str, door: Gebruiker, nu: datetime) -> Taak:
    """Withdraw an action: it need not be done. Who held it hears it. Raises Geweigerd as `wijzig`."""
    with transaction.atomic():
        taak = _vergrendel(taak_id, reden)
        if not mag_actie_beheren(door, taak):
            raise Geweigerd("U kunt deze actie niet intrekken.")
        _trek_in(taak, reden, door, nu)
    return taak


def _trek_in(taak: Taak, reden: str, door: Dader, nu: datetime) -> None:
    taak.status, taak.afgerond_op, taak.verslag = TaakStatus.VERVALLEN, nu, reden.strip()
    taak.save(update_fields=["status", "afgerond_op", "verslag"])
    stap = _leg_vast(taak, INGETROKKEN, {"oud": _op_de_stap(zoals_zij_is(taak))}, reden, door, nu)
    _laat_gaan(taak, _plekken(taak))
    _meld(taak, set(_plekken(taak)), Actienieuws.INGETROKKEN, stap, door, nu)


def laat_vervallen(bron: Taak, reden: str, door: Dader, nu: datetime) -> None:
    """The record in which these actions were agreed does not stand any more: the open ones need not be done, and who
    held one hears that. Call in the transaction that took the record back."""
    rijen = Taak.objects.filter(zaak=bron.zaak_id, code=ACTIE, status=TaakStatus.OPEN, gegevens__afgesproken=bron.pk)
    for taak in rijen.select_related("zaak__als_melding__aanbieder", "gemeente"):
        _trek_in(taak, reden, door, nu)


def gever(taak: Taak) -> str:
    """The role that gave this action, and gets it back."""
    return str(taak.gegevens.get("gegeven_door") or "regiomanager")


def _vervang(taak: Taak, actie: Actie, reden: str, door: Gebruiker, nu: datetime) -> Taak:
    oud, hier = copy(taak), zoals_zij_is(taak)
    if actie == hier:
        raise Geweigerd("Er is niets veranderd. Pas eerst iets aan.")
    taak.titel, taak.rol, taak.gemeente = actie.titel, actie.rol, actie.gemeente
    taak.eigenaar, taak.uiterlijk_op = actie.eigenaar, actie.uiterlijk_op
    taak.herinneren_op = herinneren_op(taak, nu)
    taak.save(update_fields=["titel", "rol", "gemeente", "eigenaar", "uiterlijk_op", "herinneren_op"])
    gegevens = {"oud": _op_de_stap(hier), "nieuw": _op_de_stap(actie)}
    stap = _leg_vast(taak, GEWIJZIGD, gegevens, reden, door, nu)
    had, heeft = set(_plekken(oud)), set(_plekken(taak))
    _laat_gaan(taak, had - heeft)
    _meld(taak, had - heeft, Actienieuws.INGETROKKEN, stap, door, nu)
    _meld(taak, heeft & had, Actienieuws.GEWIJZIGD, stap, door, nu)
    _meld(taak, heeft - had, Actienieuws.GEGEVEN, stap, door, nu)
    return taak


def _plekken(taak: Taak) -> list[Plek]:
    return van_soort(taak.zaak.zaaksoort).plekken_van_actie(taak)


def _laat_gaan(taak: Taak, plekken: Collection[Plek]) -> None:
    """An action opens a dossier; a press question is seen by role, whoever holds an action."""
    if taak.zaak.zaaksoort == MELDING:
        gronden.laat_gaan(taak.melding, plekken)


def _meld(taak: Taak, plekken: set[Plek], wat: Actienieuws, stap: Stap, door: Dader, nu: datetime) -> None:
    sleutel = f"taak:{taak.pk}:{stap.pk}"
    van_soort(taak.zaak.zaaksoort).meld_actie(taak, plekken, wat, sleutel=sleutel, nu=nu, zelf=door)


def _leg_vast(taak: Taak, code: str, gegevens: dict[str, Any], reden: str, door: Dader, nu: datetime) -> Stap:
    zaak = taak.zaak
    return stappen.leg_vast(zaak, code, zaak.status, door, nu, motivering=reden, gegevens={"taak": taak.pk, **gegevens})


def _op_de_stap(actie: Actie) -> dict[str, str]:
    return {
        "titel": actie.titel,
        "rol": actie.rol,
        "gemeente": str(actie.gemeente or ""),
        "eigenaar": actie.eigenaar,
        "uiterlijk_op": actie.uiterlijk_op.isoformat(),
    }


def in_woorden(gegevens: dict[str, str], versie: str) -> str:
    """An action as a step keeps it, on one line: what, whose, before when."""
    wie = f"{rolnaam(gegevens['rol'], versie)} {gegevens['gemeente']}".strip()
    wie = f"{gegevens['eigenaar']} ({wie})" if gegevens["eigenaar"] else wie
    return f"{gegevens['titel']} · {wie} · vóór {moment(datetime.fromisoformat(gegevens['uiterlijk_op']))}"


def moment_van(stap: Stap) -> Moment:
    """What became of an agreed action: the old and the new beside each other, and why (R81)."""
    paren = [("Was", stap.gegevens.get("oud")), ("Is nu", stap.gegevens.get("nieuw"))]
    regels = [f"{kop}: {in_woorden(wat, stap.protocol_versie)}" for kop, wat in paren if wat]
    titel = f"{NAMEN[stap.code]}: {stap.gegevens['oud']['titel']}"
    return Moment(stap.op, titel, "list-check", "", stap.wie, "\n".join([stap.motivering, *regels]))


def _vergrendel(taak_id: int, reden: str) -> Taak:
    """The action, held for a change; the zaak first, as every step does. Raises Geweigerd when it cannot change."""
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom.")
    vergrendel(Taak.objects.values_list("zaak_id", flat=True).get(pk=taak_id))
    rijen = Taak.objects.select_for_update(of=("self",)).select_related("zaak__als_melding__aanbieder", "gemeente")
    taak = rijen.get(pk=taak_id)
    if taak.code != ACTIE or taak.status != TaakStatus.OPEN:
        raise Geweigerd("Alleen een actie die nog open staat, kan veranderen.")
    return taak
