"""The door: the only place that moves the status of a zaak, whatever its procedure.

Every step goes the same way, in one transaction: lock the row, is it still where the user saw it, the rule of this
version, may this role, the conditions, what it leaves on the row, the arrow, the sealed record, and what follows from
it. Any failure undoes all of it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from basis.geweigerd import Geweigerd
from basis.regels import StapRegel
from basis.taal import in_een_zin, met_hoofdletter, moment
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Zaak
from contacten.models import Dader, Gebruiker, dader_velden
from escalatie.models import Stap

from . import stappen, vervanging
from .mogelijkheden import wie_mag
from .opdrachten import Opdracht
from .procedure import REGISTREER, Procedure, van_soort

Z = TypeVar("Z", bound=Zaak)


def voer_uit(opdracht: Opdracht, nu: datetime) -> Stap:
    """Take one step. Raises Geweigerd, with a Dutch sentence, when it may not be; then nothing has changed."""
    with transaction.atomic():
        procedure = van_soort(Zaak.objects.values_list("zaaksoort", flat=True).get(pk=opdracht.zaak_id))
        procedure.houd_eerst_vast(opdracht.zaak_id)
        zaak = vergrendeld(procedure.rijen()).get(pk=opdracht.zaak_id)
        door = opdracht.houder or Gebruiker.objects.get(pk=opdracht.door_id or 0)
        regel = _regel(procedure, zaak, opdracht.code)
        stand = procedure.stand(zaak, regel, opdracht)
        _controleer(procedure, zaak, regel, stand, opdracht, door)
        namens = vervanging.op_de_stap(regel, door.rol, zaak.status, zaak.protocol_versie, opdracht.vervanging)
        gegevens = {**procedure.op_de_stap(stand, opdracht), **namens}
        procedure.pas_toe(stand, opdracht, door, nu)
        van = zaak.status
        _beweeg(procedure, zaak, regel, nu)
        stap = stappen.leg_vast(
            zaak,
            regel.code,
            van,
            door,
            nu,
            motivering=opdracht.motivering,
            afwijkingen={k: v.strip() for k, v in opdracht.afwijkingen.items() if k in regel.verwacht and v.strip()},
            gegevens=gegevens,
        )
        procedure.verwerk(stap, stand, opdracht, nu)
    return stap


def begin(
    procedure: Procedure[Z, Any],
    maak: Callable[[], Z],
    sleutel: UUID,
    door: Dader,
    nu: datetime,
    gegevens: Mapping[str, Any] | None = None,
) -> Z:
    """Take the first step of a new zaak, which `maak` makes; `gegevens`: what its record keeps. A second call with the
    same `sleutel` returns the first zaak (F18). Raises IntegrityError when the key is another user's."""
    try:
        with transaction.atomic():
            zaak = maak()
            stap = stappen.leg_vast(zaak, REGISTREER, "", door, nu, gegevens=gegevens)
            regel = procedure.wet(zaak.protocol_versie).stap_per_code[REGISTREER]
            procedure.verwerk(stap, procedure.stand(zaak, regel), None, nu)
    except IntegrityError:
        eerste = procedure.rijen().filter(sleutel=sleutel, **dader_velden(door)).first()
        if eerste is None:
            raise
        return eerste
    return zaak


def _regel(procedure: Procedure[Any, Any], zaak: Zaak, code: str) -> StapRegel:
    regel = procedure.wet(zaak.protocol_versie).stap_per_code.get(code)
    if regel is None or code == REGISTREER:
        raise Geweigerd("Deze stap bestaat niet in het protocol.")
    return regel


def _controleer(
    procedure: Procedure[Any, Any], zaak: Zaak, regel: StapRegel, stand: Any, opdracht: Opdracht, door: Dader
) -> None:
    # Before anything is said of the zaak: who does not see it hears nothing of where it stands, nor who moved it.
    if not procedure.ziet(door, zaak):
        raise Geweigerd(f"“{regel.naam}” is aan de {wie_mag(regel, zaak)}.")
    if zaak.status != opdracht.verwachte_status:
        raise Geweigerd(_wie_was_eerst(procedure, zaak, opdracht))
    if zaak.status not in regel.van:
        raise Geweigerd(f"“{regel.naam}” kan niet vanuit {in_een_zin(zaak.get_status_display())}.")
    if not (door.is_rol(*regel.mag_door(zaak.status)) or vervanging.is_vervanger(door, regel, zaak.status)):
        raise Geweigerd(f"“{regel.naam}” is aan de {wie_mag(regel, zaak)}.")
    if regel.motivering == "verplicht" and not opdracht.motivering.strip():
        raise Geweigerd("Geef een motivering.")
    # The conditions weigh what the order carries, the arrow moves by its own code: were they of two steps, what holds
    # for the one would open the way to the other.
    if not procedure.past_bij(regel, stand, opdracht.gegevens):
        raise Geweigerd(f"Deze gegevens horen niet bij “{regel.naam}”. Open de stap opnieuw.")
    _controleer_voorwaarden(procedure, regel, stand, opdracht)


def _controleer_voorwaarden(procedure: Procedure[Any, Any], regel: StapRegel, stand: Any, opdracht: Opdracht) -> None:
    for naam in regel.vereist:
        if zin := procedure.ontbreekt(naam, stand, opdracht.gegevens):
            raise Geweigerd(zin)
    for naam in regel.verwacht:
        zin = procedure.ontbreekt(naam, stand, opdracht.gegevens)
        if zin and not opdracht.afwijkingen.get(naam, "").strip():
            raise Geweigerd(f"{zin} Geef een reden als u hiervan afwijkt.")


def _wie_was_eerst(procedure: Procedure[Any, Any], zaak: Zaak, opdracht: Opdracht) -> str:
    laatste = stappen.laatste_overgang(zaak)
    if laatste is None:
        return f"{met_hoofdletter(procedure.naam)} is intussen gewijzigd."
    hier = zaak.get_status_display()
    if (laatste.door_id, laatste.code) == (opdracht.door_id, opdracht.code):
        return f"U hebt dit al vastgelegd, op {moment(laatste.op)}. Er is niets dubbel vastgelegd."
    return (
        f"{laatste.wie} was u voor: {procedure.naam} staat sinds {moment(laatste.op)} op “{hier}”. "
        f"Bekijk {procedure.waar}."
    )


def _beweeg(procedure: Procedure[Any, Any], zaak: Zaak, regel: StapRegel, nu: datetime) -> None:
    if regel.naar:
        zaak.volg(regel.code, regel.naar)
        zaak.afgerond_op = nu if procedure.wet(zaak.protocol_versie).status_per_code[regel.naar].eind else None
    zaak.laatste_stap_op = nu
    zaak.save()
