"""What was recorded of a task, as its form shows it again, and as people read it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from basis.taal import datum, moment
from calamiteiten.models import Evaluatie
from communicatie.familie import familielijst
from communicatie.familie.informeringen import Partij
from communicatie.models import Informeermoment
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import overleggen
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol

from .forms.fasen import VORMEN
from .forms.taken import Context, TaakForm
from .vervulling import GEGEVENS, RIJ, Evaluatieverslag, Keuze, Rapportontvangst, Taakgegevens, van_de_rij


def als_begin(taak: Taak) -> dict[str, Any]:
    """Field name of the form of this task -> what was filled in."""
    protocol = haal_protocol(taak.zaak.protocol_versie)
    vorm = _vorm(taak, protocol)
    soort = VORMEN[vorm]
    begin = van_de_rij(vorm, taak.gegevens)
    if vorm in {"informering", "familie"}:
        begin = {**_moment(taak), **begin}
    if vorm == "evaluatie":
        begin |= _evaluatie(taak)
    if vorm == "overleg":
        begin["aanwezig"] = [str(g.pk) for g in overleggen.genodigden_bij(taak) if g.was_er]
    if vorm == "partijen":
        begin = _partijen(taak, protocol)
    if vorm == "terugkoppeling":
        begin["forum"] = _codes(begin.get("forum", ""), protocol)
    return {**begin, **({soort.VERSLAG: taak.verslag} if soort.VERSLAG else {}), "namens": taak.namens}


def gegevens_van(taak: Taak) -> Taakgegevens | None:
    """The record as its form gave it; None of a form that carries nothing, or when the row does not keep it all."""
    protocol = haal_protocol(taak.zaak.protocol_versie)
    soort = GEGEVENS.get(_vorm(taak, protocol))
    if soort is Evaluatieverslag:
        evaluatie = Evaluatie.objects.filter(melding=taak.zaak_id).first()
        return Evaluatieverslag(evaluatie.antwoorden, evaluatie.deelnemers) if evaluatie else None
    if soort not in (Keuze, Rapportontvangst):
        return None
    return soort(**van_de_rij(_vorm(taak, protocol), taak.gegevens))


def door_wie(taak: Taak) -> str:
    """Who recorded it, and in whose name."""
    return f"{taak.afronder} namens {taak.namens}" if taak.namens else taak.afronder


def in_woorden(taak: Taak) -> dict[str, str]:
    """Label -> text of what was recorded; what was left empty is left out. Empty for a task without a record."""
    protocol = haal_protocol(taak.zaak.protocol_versie)
    begin = als_begin(taak)
    if _vorm(taak, protocol) == "partijen":
        return _partijen_in_woorden(taak, protocol)
    form = VORMEN[_vorm(taak, protocol)](
        Context(taak, protocol, False, taak.gemaakt_op, begin, is_verbetering=True), None
    )
    paren = ((form.fields[naam], waarde) for naam, waarde in begin.items() if naam in form.fields)
    return {str(veld.label): tekst for veld, waarde in paren if (tekst := _tekst(veld, waarde))}


def maak_form(taak: Taak, context: Context, data: Any = None) -> TaakForm:
    """The form of this task with what was filled in. `context` says whose it is, and what
    this task itself does not keep."""
    protocol = haal_protocol(taak.zaak.protocol_versie)
    begin = {**als_begin(taak), **context.begin}
    return VORMEN[_vorm(taak, protocol)](
        Context(taak, protocol, context.is_eigen, context.nu, begin, context.slotvraag, is_verbetering=True), data
    )


def _vorm(taak: Taak, protocol: Protocol) -> str:
    regel = protocol.taak_per_code.get(taak.code)
    return regel.vorm if regel else "afvinken"


def _moment(taak: Taak) -> Mapping[str, Any]:
    """What the form left to the task: whom, by whom and when."""
    rij = Informeermoment.objects.filter(pk=taak.gegevens.get(RIJ, 0)).select_related("informering").first()
    if rij is None:
        return {}
    velden = ("geinformeerd_op", "wijze", "door_wie")
    samen = [str(een.informering_id) for een in familielijst.gesprek(rij)]
    wie = {"betrokkenen": samen} if rij.informering.betrokkene else {}
    return {"partij": rij.informering.partij, **wie, **{naam: getattr(rij, naam) for naam in velden}}


def _evaluatie(taak: Taak) -> Mapping[str, Any]:
    evaluatie = Evaluatie.objects.filter(melding=taak.zaak_id).first()
    return {**evaluatie.antwoorden, "deelnemers": evaluatie.deelnemers} if evaluatie else {}


def besloten_partijen(taak: Taak) -> list[Partij]:
    """The parties that were decided on in this task, as they read now."""
    return [Partij(*rij) for rij in taak.gegevens.get("partijen", [])]


def _partijen(taak: Taak, protocol: Protocol) -> dict[str, Any]:
    """The rows of the table: the fixed parties by their code, the others in the free rows."""
    codes = {keuze.naam: keuze.code for keuze in protocol.keuzes_van("partij")}
    begin: dict[str, Any] = {}
    vrij = 0
    for partij in besloten_partijen(taak):
        code = codes.get(partij.naam, "")
        if not code:
            vrij += 1
            code, begin[f"naam_{vrij}"] = f"vrij_{vrij}", partij.naam
        begin |= {f"betrokken_{code}": partij.is_betrokken, f"informeren_{code}": partij.moet_geinformeerd}
        begin |= {f"wie_{code}": partij.wie_informeert} if partij.wie_informeert else {}
    return begin


def _partijen_in_woorden(taak: Taak, protocol: Protocol) -> dict[str, str]:
    """Party -> what was decided of it."""
    return {
        partij.naam: ", ".join(
            [
                *["is betrokken"] * partij.is_betrokken,
                *[f"krijgt bericht van de {rolnaam(partij.wie_informeert or taak.rol, protocol.versie)}"]
                * partij.moet_geinformeerd,
            ]
        )
        for partij in besloten_partijen(taak)
    }


def _codes(namen: str, protocol: Protocol) -> list[str]:
    return [keuze.code for keuze in protocol.keuzes_van("forum") if keuze.naam in namen.split(", ")]


def _tekst(veld: forms.Field, waarde: Any) -> str:
    if isinstance(waarde, datetime):
        return moment(waarde)
    if isinstance(waarde, date):
        return datum(waarde)
    keuzes = {str(code): str(getattr(naam, "naam", naam)) for code, naam in getattr(veld, "choices", ())}
    waarden = waarde if isinstance(waarde, list) else [waarde]
    return ", ".join(keuzes.get(str(een), str(een)) for een in waarden if een)
