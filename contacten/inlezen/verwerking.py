"""Carry a proposal out: all of it in one transaction, or nothing (R98, R101-R103). History follows by itself (R102)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction

from basis.taal import in_een_zin
from contacten.bezetting import lokale_dag
from contacten.bezetting.volgorde import rangschik
from contacten.historie import maak
from contacten.models import Bezetting, Contactpersoon, ContactSoort, Gemeente
from contacten.organisaties import regio_gemeenten
from contacten.rollen import Rol

from .herkenning import als_bekend
from .invoer import InvoerFout, Rij
from .vergelijking import toegangszetels, vergelijk
from .voorstel import BEEINDIG, LATEN, NIEUW, OVERSLAAN, Regel, Soort, Voorstel, wijzig

VEROUDERD = (
    "De contactlijst is intussen gewijzigd. Er is niets verwerkt. Bekijk het voorstel opnieuw en bevestig het dan."
)
_WOORDEN = {
    Soort.LEEG: "geen contact",
    Soort.ONGEWIJZIGD: "ongewijzigd",
    NIEUW: "toegevoegd",
    OVERSLAAN: "overgeslagen",
    LATEN: "laten staan",
    BEEINDIG: "beëindigd",
}


class VoorstelVerouderd(InvoerFout):
    """The contact list changed after the proposal was shown, so it may no longer be what someone agreed to."""

    def __init__(self) -> None:
        super().__init__(VEROUDERD)


@dataclass(frozen=True)
class Verslagregel:
    """What was done with one line of the proposal. Whom it is about by the key of the contact, and without one by the
    number of the row: a name in here would outlive the person who is forgotten (docs/besluiten/0068)."""

    wat: str
    gemeente: str
    contact: int | None = None
    rij: int | None = None
    velden: str = ""


@dataclass(frozen=True)
class Verslag:
    """What was done, line by line."""

    regels: tuple[Verslagregel, ...]

    @property
    def aantallen(self) -> dict[str, int]:
        """How many lines per outcome, in the order in which they first occur."""
        gevonden: dict[str, int] = defaultdict(int)
        for regel in self.regels:
            gevonden[regel.wat] += 1
        return dict(gevonden)

    def als_gegevens(self) -> dict[str, Any]:
        """The report as it is kept."""
        return {"aantallen": self.aantallen, "regels": [asdict(regel) for regel in self.regels]}


def verwerk(voorstel: Voorstel, keuzes: Mapping[str, str], nu: datetime) -> Verslag:
    """Carry out the proposal with these choices (key of a line -> code) at `nu` (aware); a line without choice keeps
    its first one, which loses nothing.

    Raises VoorstelVerouderd when the contact list changed since, and InvoerFout when a choice cannot be carried out;
    then nothing is written.
    """
    try:
        with transaction.atomic():
            _een_tegelijk()
            if vergelijk(voorstel.rijen, nu).afdruk != voorstel.afdruk:
                raise VoorstelVerouderd
            besluiten = _besluiten(voorstel, keuzes)
            _beeindig([regel for regel in voorstel.regels if besluiten[regel.sleutel] == BEEINDIG], nu)
            groepen = _per_gemeente(voorstel)
            nieuw = _maak(
                [regel for regels in groepen.values() for regel in regels if besluiten[regel.sleutel] == NIEUW]
            )
            zetels, plekken, geschreven = _zetels(nu), list[Bezetting](), dict[str, int | None]()
            for gemeente, regels in groepen.items():
                geschreven |= _vul_zetel(gemeente, regels, besluiten, zetels[gemeente], nieuw, plekken, nu)
            maak(plekken)
    except DatabaseError as fout:
        raise VoorstelVerouderd from fout
    regels_ = (_verslag(regel, besluiten[regel.sleutel], geschreven.get(regel.sleutel)) for regel in voorstel.regels)
    return Verslag(tuple(regels_))


def _een_tegelijk() -> None:
    """Let two imports wait for each other. NO KEY: a melding that names a gemeente is never held up."""
    list(Gemeente.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _besluiten(voorstel: Voorstel, keuzes: Mapping[str, str]) -> dict[str, str]:
    """Return the decision per line. Raises InvoerFout for an unknown one, and for one contact chosen for two rows."""
    besluiten = {regel.sleutel: keuzes.get(regel.sleutel) or regel.besluit for regel in voorstel.regels}
    gekozen: dict[str, Rij | None] = {}
    for regel in voorstel.regels:
        besluit = besluiten[regel.sleutel]
        if besluit not in {regel.besluit, *(keuze.code for keuze in regel.keuzes)}:
            raise InvoerFout("Een van de keuzes bestaat niet meer. Bekijk het voorstel opnieuw.")
        if besluit.startswith("wijzig:") and not _zelfde(gekozen.setdefault(besluit, regel.rij), regel.rij):
            raise InvoerFout(f"U koos hetzelfde contact voor twee rijen. Kijk naar de rij van {regel.wie}.")
    return besluiten


def _zelfde(ene: Rij | None, andere: Rij | None) -> bool:
    """Whether two rows give one contact the same data; each may be in the list of its own gemeente."""
    if ene is None or andere is None or ene is andere:
        return True
    velden = ("wie", "functie", "telefoon", "mobiel", "email")
    elders = ene.gemeente != andere.gemeente
    return elders and all(getattr(ene, veld).casefold() == getattr(andere, veld).casefold() for veld in velden)


def _per_gemeente(voorstel: Voorstel) -> dict[int, list[Regel]]:
    """Group the lines that come from a row, in the order of the file."""
    groepen: dict[int, list[Regel]] = defaultdict(list)
    for regel in voorstel.regels:
        if regel.gemeente_id and regel.rij and regel.soort != Soort.LEEG:
            groepen[regel.gemeente_id].append(regel)
    return groepen


def _zetels(nu: datetime) -> dict[int, dict[int, Bezetting]]:
    """The running seats, by gemeente and contact: asked once, however many gemeenten there are."""
    gevonden: dict[int, dict[int, Bezetting]] = defaultdict(dict)
    for zetel in toegangszetels(nu):
        gevonden[zetel.gemeente_id or 0].setdefault(zetel.contactpersoon_id, zetel)
    return gevonden


def _beeindig(regels: Sequence[Regel], nu: datetime) -> None:
    """End the seats of these contacts: yesterday was the last day, or today when it began today."""
    dag, weg = lokale_dag(nu), {(regel.gemeente_id, regel.contact_id) for regel in regels}
    for zetel in toegangszetels(nu) if weg else ():
        if (zetel.gemeente_id, zetel.contactpersoon_id) in weg:
            zetel.tot_datum = max(dag - timedelta(days=1), zetel.van_datum)
            zetel.save()


def _vul_zetel(
    gemeente_id: int,
    regels: list[Regel],
    besluiten: Mapping[str, str],
    zetels: Mapping[int, Bezetting],
    nieuw: Mapping[str, Contactpersoon],
    plekken: list[Bezetting],
    nu: datetime,
) -> dict[str, int | None]:
    """Write the contacts of one gemeente and put them in its seat, in the order of the file; key of a line -> its
    contact. The places of who is new (`nieuw`, by line) are added to `plekken`, to be written together."""
    geschreven = {regel.sleutel: _leg_vast(regel, besluiten[regel.sleutel], zetels, nieuw) for regel in regels}
    gewenst = list(dict.fromkeys(contact for contact in geschreven.values() if contact))
    nummers, rest = rangschik(gewenst, {contact: zetel.volgorde for contact, zetel in zetels.items()})
    vers = {nieuw[regel.sleutel].pk: nieuw[regel.sleutel] for regel in regels if regel.sleutel in nieuw}
    dag = lokale_dag(nu)
    for contact, nummer in [*zip(gewenst, nummers, strict=True), *rest.items()]:
        if contact in vers:
            plek = {"rol": Rol.TOEGANG, "gemeente_id": gemeente_id, "van_datum": dag, "volgorde": nummer}
            plekken.append(Bezetting(contactpersoon=vers[contact], **plek))
        else:
            _zet(contact, gemeente_id, nummer, zetels.get(contact), dag)
    return geschreven


def _leg_vast(
    regel: Regel, besluit: str, zetels: Mapping[int, Bezetting], nieuw: Mapping[str, Contactpersoon]
) -> int | None:
    """Write one contact; return its key when it belongs in the seat. Passing over keeps who is already there."""
    if regel.rij is None or besluit == OVERSLAAN:
        return regel.contact_id if regel.contact_id in zetels else None
    if besluit == NIEUW:
        return nieuw[regel.sleutel].pk
    contact = Contactpersoon.objects.select_for_update(of=("self",)).get(pk=int(besluit.partition(":")[2]))
    _wijzig(contact, regel.rij)
    return contact.pk


def _maak(regels: Iterable[Regel]) -> dict[str, Contactpersoon]:
    """Write who is new, together; key of a line -> its contact."""
    # The rows themselves: the history names where somebody is, and would look that up for each.
    gemeenten = {gemeente.pk: gemeente for gemeente in regio_gemeenten()}
    nieuw = {regel.sleutel: _contact(regel.rij, gemeenten.get(regel.gemeente_id or 0)) for regel in regels if regel.rij}
    maak(list(nieuw.values()))
    return nieuw


def _contact(rij: Rij, gemeente: Gemeente | None) -> Contactpersoon:
    return Contactpersoon(
        soort=ContactSoort.PERSOON if rij.naam else ContactSoort.POSTBUS,
        gemeente=gemeente,
        aanhef=rij.aanhef,
        naam=rij.naam,
        functie=rij.functie,
        telefoon=rij.telefoon,
        mobiel=rij.mobiel,
        email=rij.email,
    )


def _wijzig(contact: Contactpersoon, rij: Rij) -> None:
    """Take over what differs from the row; a field that says the same in other signs stays as it is."""
    nu_is = als_bekend(contact, rij.gemeente).rij
    if nu_is.wie != rij.wie:
        was_postbus, contact.aanhef, contact.naam = not contact.naam, rij.aanhef, rij.naam
        if was_postbus or not rij.naam:
            contact.soort = ContactSoort.PERSOON if rij.naam else ContactSoort.POSTBUS
    anders = [veld for veld in ("functie", "telefoon", "mobiel") if getattr(nu_is, veld) != getattr(rij, veld)]
    anders += ["email"] if nu_is.email.casefold() != rij.email.casefold() else []
    for veld in anders:
        setattr(contact, veld, getattr(rij, veld))
    if anders or nu_is.wie != rij.wie:
        contact.save()


def _zet(contact: int, gemeente: int, volgorde: int, zetel: Bezetting | None, dag: date) -> None:
    """Give a contact its place in the order."""
    if zetel is None:
        _neem_plaats(contact, gemeente, volgorde, dag)
    elif zetel.volgorde != volgorde:
        zetel.volgorde = volgorde
        zetel.save()


def _neem_plaats(contact: int, gemeente: int, volgorde: int, dag: date) -> None:
    """Seat a contact from this day on; a seat that already began this day is used again."""
    plek = {"contactpersoon_id": contact, "rol": Rol.TOEGANG, "gemeente_id": gemeente, "van_datum": dag}
    zetel = Bezetting.objects.filter(aanbieder__isnull=True, **plek).first() or Bezetting(**plek)
    zetel.volgorde, zetel.tot_datum = volgorde, None
    zetel.save()


def _verslag(regel: Regel, besluit: str, geschreven: int | None) -> Verslagregel:
    woord = _WOORDEN.get(regel.soort) or _WOORDEN.get(besluit, "gewijzigd")
    is_wijziging = besluit == wijzig(regel.contact_id) and regel.soort != Soort.ONGEWIJZIGD
    velden = ", ".join(in_een_zin(verschil.label) for verschil in regel.verschillen) if is_wijziging else ""
    # Of a row that was passed over nobody knows whether it is the contact that it looks like.
    contact = None if besluit == OVERSLAAN else geschreven or regel.contact_id
    return Verslagregel(woord, regel.gemeente, contact, regel.rij.nummer if regel.rij else None, velden)
