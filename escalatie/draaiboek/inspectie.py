"""The track of the inspection: what it does, what it found, and every contact with it (R88, R129, R133–R138).

The inspection directs its own investigation (R135): these facts move no status, hold no melding open, and can be
recorded as long as it goes on, also when the melding is closed. A contact in the phase in which the gemeenten hear of
each contact is recorded at its task (R88), and stands in the same log.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.momenten import Moment
from basis.taal import datum
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Inspectiefeit, Inspectiesoort, Melding
from contacten.models import Gebruiker, met_dader
from escalatie.models import Stap, Taak, TaakStatus, Verbeterpunt
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol

from . import acties, correcties
from .bevoegdheid import mag_inspectiespoor

CONTACT = "contact_inspectie"
NIET_UW_ROL = "U kunt dit niet vastleggen bij deze melding."
WEG = "Dit is al ingetrokken. Bekijk wat er nu staat."
# Soort -> the fields that it has beside its day, in the order of the form.
VELDEN: Mapping[str, tuple[str, ...]] = {
    Inspectiesoort.ONDERZOEK: ("wie", "keuze", "tekst"),
    Inspectiesoort.FEITENRELAAS: ("versie", "plek", "tekst"),
    Inspectiesoort.EIGEN_ONDERZOEK: ("keuze", "versie", "plek", "tekst"),
    Inspectiesoort.MEDEWERKING: ("keuze", "tekst"),
    Inspectiesoort.RAPPORT: ("wie", "versie", "plek", "tekst"),
    Inspectiesoort.BEVINDING: ("wie", "partij", "keuze", "tekst"),
    Inspectiesoort.AANGIFTE: ("wie", "tekst"),
    Inspectiesoort.CONTACT: ("wie", "keuze", "tekst"),
}
# Soort -> the choice list of the protocol file that fills `keuze`, or the options themselves.
LIJSTEN: Mapping[str, str] = {Inspectiesoort.ONDERZOEK: "igj_route", Inspectiesoort.CONTACT: "overlegvorm"}
KEUZES: Mapping[str, tuple[tuple[str, str], ...]] = {
    Inspectiesoort.EIGEN_ONDERZOEK: (("loopt", "Het loopt"), ("klaar", "Het is klaar"), ("geen", "Het komt er niet")),
    Inspectiesoort.MEDEWERKING: (("ja", "Werkt mee"), ("deels", "Werkt deels mee"), ("nee", "Werkt niet mee")),
    Inspectiesoort.BEVINDING: (
        ("tekort", "Schoot tekort"),
        ("goed", "Handelde goed"),
        ("geen_oordeel", "De inspectie geeft geen oordeel"),
    ),
}
# Soort -> what its fields are called; what is not here is called as in `NAMEN`.
NAMEN: Mapping[str, str] = {
    "op_datum": "Dag",
    "wie": "Welke inspectie",
    "keuze": "Uitkomst",
    "partij": "Over welke partij",
    "versie": "Versie",
    "plek": "Waar het ligt",
    "tekst": "Toelichting",
}


@dataclass(frozen=True)
class Feit:
    """What the form says; fields that its soort does not have are empty."""

    soort: str
    op_datum: date
    wie: str = ""
    keuze: str = ""
    partij: str = ""
    versie: str = ""
    plek: str = ""
    tekst: str = ""


def opties(soort: str, protocol: Protocol) -> list[tuple[str, str]]:
    """The options of `keuze` for this soort, code and name; empty for one that has none."""
    if lijst := LIJSTEN.get(soort):
        return [(keuze.code, keuze.naam) for keuze in protocol.keuzes_van(lijst)]
    return list(KEUZES.get(soort, ()))


def in_woorden(feit: Feit | Inspectiefeit, protocol: Protocol) -> dict[str, str]:
    """Label -> text; what was left empty is left out."""
    namen = {keuze.code: keuze.naam for keuze in protocol.keuzes_van("toezichthouder")}
    waarden = {
        "op_datum": datum(feit.op_datum),
        "wie": namen.get(feit.wie, feit.wie),
        "keuze": dict(opties(feit.soort, protocol)).get(feit.keuze, feit.keuze),
        **{naam: str(getattr(feit, naam)) for naam in ("partij", "versie", "plek", "tekst")},
    }
    return {NAMEN[naam]: tekst for naam, tekst in waarden.items() if tekst}


def momenten(feiten: list[Inspectiefeit], protocol: Protocol) -> Iterator[Moment]:
    """The facts on the timeline of the dossier, when they were recorded; the day of each stands with it."""
    for feit in feiten:
        velden = in_woorden(feit, protocol)
        toelichting = "\n".join(f"{label}: {tekst}" for label, tekst in velden.items())
        yield Moment(feit.vastgelegd_op, feit.get_soort_display(), "search", "", feit.vastlegger, toelichting)


def open_contacttaak(melding: Melding) -> Taak | None:
    """The task at which a contact is recorded now, because the gemeenten hear of it (R88); None in another phase."""
    codes = [taak.code for taak in haal_protocol(melding.protocol_versie).taken if taak.vorm == CONTACT]
    return Taak.objects.filter(zaak=melding, code__in=codes, status=TaakStatus.OPEN).select_related("zaak").first()


def leg_vast(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime) -> Inspectiefeit:
    """Record one fact, of an open and of a closed melding. Raises Geweigerd for another role, for the same fact twice,
    and for a contact that is recorded at its task."""
    with transaction.atomic():
        huidig = _houd_vast(melding, door)
        if feit.soort == Inspectiesoort.CONTACT and (taak := open_contacttaak(huidig)):
            raise Geweigerd(f"De gemeenten horen nu van elk contact. Leg het vast bij de taak “{taak.titel}”.")
        _weiger_dubbel(huidig, feit)
        return Inspectiefeit.objects.create(melding=huidig, vastgelegd_op=nu, vastgelegd_door=door, **asdict(feit))


def verbeter(
    melding: Melding,
    nummer: int,
    feit: Feit,
    reden: str,
    door: Gebruiker,
    nu: datetime,
    *,
    gezien: int | None = None,
) -> Stap | None:
    """A fact reads otherwise; what stood is kept, sealed. None when nothing changed. `gezien`: the last correction that
    this user saw (None asks nothing). Raises Geweigerd without a reason, for another role, for a fact that counts no
    more, and when another changed it since."""
    with transaction.atomic():
        huidig, rij = _te_veranderen(melding, nummer, reden, door, gezien)
        protocol = haal_protocol(huidig.protocol_versie)
        velden = correcties.verschil(in_woorden(rij, protocol), in_woorden(feit, protocol))
        if not velden:
            return None
        _weiger_dubbel(huidig, feit)
        for naam, waarde in asdict(feit).items():
            setattr(rij, naam, waarde)
        rij.save(update_fields=list(asdict(feit)))
        return correcties.leg_vast(
            huidig, correcties.VERBETER, _wat(rij), door, nu, reden=reden, velden=velden, gegevens={"feit": rij.pk}
        )


def trek_in(
    melding: Melding, nummer: int, reden: str, door: Gebruiker, nu: datetime, *, gezien: int | None = None
) -> Stap:
    """A fact was not so. The improvements that rest on it lapse, and who has one hears that. Raises Geweigerd as
    `verbeter` does."""
    with transaction.atomic():
        huidig, rij = _te_veranderen(melding, nummer, reden, door, gezien)
        rij.ingetrokken_op = nu
        rij.save(update_fields=["ingetrokken_op"])
        velden = correcties.verschil(in_woorden(rij, haal_protocol(huidig.protocol_versie)), {})
        stap = correcties.leg_vast(
            huidig, correcties.TREK_IN, _wat(rij), door, nu, reden=reden, velden=velden, gegevens={"feit": rij.pk}
        )
        punten = Verbeterpunt.objects.filter(feit=rij, taak__status=TaakStatus.OPEN).values_list("taak", flat=True)
        for taak in list(punten):
            acties.trek_in(taak, reden, door, nu)
    return stap


def te_zien(melding: Melding, nummer: int) -> Inspectiefeit | None:
    """The fact with this number of this melding, when it counts."""
    return Inspectiefeit.van(melding).filter(pk=nummer).first()


def contacten_bij_taken(melding: Melding) -> list[Taak]:
    """Each contact that was recorded at its task, the first first."""
    codes = [taak.code for taak in haal_protocol(melding.protocol_versie).taken if taak.vorm == CONTACT]
    rijen = Taak.objects.filter(zaak=melding, code__in=codes, status=TaakStatus.AFGEROND)
    return list(rijen.select_related("zaak", *met_dader("afgerond_door")).order_by("afgerond_op", "pk"))


def _houd_vast(melding: Melding, door: Gebruiker) -> Melding:
    if not mag_inspectiespoor(door):
        raise Geweigerd(NIET_UW_ROL)
    return vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)


def _te_veranderen(
    melding: Melding, nummer: int, reden: str, door: Gebruiker, gezien: int | None
) -> tuple[Melding, Inspectiefeit]:
    huidig = _houd_vast(melding, door)
    correcties.eis_reden(reden)
    rij = te_zien(huidig, nummer)
    if rij is None:
        raise Geweigerd(WEG)
    correcties.eis_gezien(gezien, huidig.pk, feit=rij.pk)
    return huidig, rij


def _weiger_dubbel(melding: Melding, feit: Feit) -> None:
    if Inspectiefeit.objects.filter(melding=melding, ingetrokken_op__isnull=True, **asdict(feit)).exists():
        raise Geweigerd("Dit staat er al precies zo.")


def _wat(rij: Inspectiefeit) -> str:
    naam = rij.get_soort_display()
    return f"{naam[:1].lower()}{naam[1:]}"
