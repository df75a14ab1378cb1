"""Builders for who is who: small functions with sensible defaults. Invented people, at .example, with 0000-numbers."""

from datetime import date, datetime
from itertools import count

from contacten import gebruikers
from contacten.gebruikers import maak_gebruiker
from contacten.models import (
    Aanbieder,
    Accountverzoek,
    Bezetting,
    Contactpersoon,
    ContactSoort,
    Gebruiker,
    Gemeente,
    Werkgebied,
)
from contacten.personen.gevolgen import Keuze
from contacten.personen.lijst import NIETS
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE, ROLLEN_MET_GEMEENTE, Rol
from escalatie.paraatheid import overdracht

GEMEENTEN = (
    ("Dalfsen", "GM0148"),
    ("Deventer", "GM0150"),
    ("Hardenberg", "GM0160"),
    ("Kampen", "GM0166"),
    ("Olst-Wijhe", "GM1773"),
    ("Ommen", "GM0175"),
    ("Raalte", "GM0177"),
    ("Staphorst", "GM0180"),
    ("Steenwijkerland", "GM1708"),
    ("Zwartewaterland", "GM1896"),
    ("Zwolle", "GM0193"),
)
BEGIN = date(2019, 2, 13)
WACHTWOORD = "proef-calamiteiten"
_teller = count(1)


def gemeente(naam: str = "Zwolle") -> Gemeente:
    """The gemeente with this name, made when it is not there."""
    code = dict(GEMEENTEN).get(naam) or f"GX{next(_teller):04d}"
    gevonden, _ = Gemeente.objects.get_or_create(naam=naam, defaults={"code": naam.lower(), "cbs_code": code})
    return gevonden


def alle_gemeenten() -> list[Gemeente]:
    """The 11 gemeenten of the region."""
    return [gemeente(naam) for naam, _ in GEMEENTEN]


def aanbieder(naam: str = "Jeugdhulp De Proef", *gemeenten: Gemeente, sinds: date = BEGIN) -> Aanbieder:
    """An aanbieder that works in these gemeenten."""
    gevonden, _ = Aanbieder.objects.get_or_create(naam=naam)
    for plaats in gemeenten:
        Werkgebied.objects.get_or_create(aanbieder=gevonden, gemeente=plaats, van_datum=sinds)
    return gevonden


def contact(naam: str | None = None, **velden: object) -> Contactpersoon:
    """A person with a mobile number and an address, unless told otherwise."""
    nummer = next(_teller)
    naam = f"Voorbeeld {nummer}" if naam is None else naam
    standaard: dict[str, object] = {
        "soort": ContactSoort.PERSOON if naam else ContactSoort.POSTBUS,
        "naam": naam,
        "mobiel": f"06-{nummer:08d}",
        "email": f"contact{nummer}@voorbeeld.example",
    }
    return Contactpersoon.objects.create(**{**standaard, **velden})


def bezetting(
    rol: str,
    plaats: Gemeente | Aanbieder | None = None,
    wie: Contactpersoon | None = None,
    *,
    volgorde: int = 1,
    van_datum: date = BEGIN,
    **velden: object,
) -> Bezetting:
    """A seat filled by `wie` (a new contact by default): for a gemeente, an aanbieder, or the region."""
    return Bezetting.objects.create(
        contactpersoon=wie or contact(),
        rol=rol,
        gemeente=plaats if isinstance(plaats, Gemeente) else gemeente() if rol in PER_GEMEENTE else None,
        aanbieder=plaats if isinstance(plaats, Aanbieder) else aanbieder() if rol in PER_AANBIEDER else None,
        volgorde=volgorde,
        van_datum=van_datum,
        **velden,
    )


def gebruiker(rol: str, plaats: Gemeente | None = None, *, username: str = "", **velden: object) -> Gebruiker:
    """An account with this role; the password is WACHTWOORD."""
    if rol in ROLLEN_MET_GEMEENTE:
        plaats = plaats or gemeente()
    naam = username or "-".join(filter(None, [str(rol), plaats.code if plaats else "", str(next(_teller))]))
    return maak_gebruiker(naam, rol, gemeente=plaats, wachtwoord=WACHTWOORD, **velden)  # type: ignore[arg-type]


def keur_goed(email: str, nu: datetime, keuze: Keuze = NIETS) -> Gebruiker:
    """Have a regiomanager approve what was asked for the account with this address."""
    verzoek = Accountverzoek.objects.select_related("gebruiker").get(gebruiker__email__iexact=email, besluit="")
    tweede = Gebruiker.objects.filter(rol=Rol.REGIOMANAGER, is_active=True).first() or gebruiker(Rol.REGIOMANAGER)
    overdracht.keur_goed(verzoek.pk, tweede, gebruikers.stand_van_gebruiker(verzoek.gebruiker), nu, keuze)
    return Gebruiker.objects.get(pk=verzoek.gebruiker_id)


def wijzig_rol(gebruiker: Gebruiker, rol: Rol, plaats: Gemeente | None = None) -> None:
    """Give an account another role through the door, as the beheerder does; `gebruiker` is refreshed."""
    gezien = gebruikers.stand_van_gebruiker(Gebruiker.objects.get(pk=gebruiker.pk))
    gebruikers.wijzig_gebruiker(gebruiker.pk, {"rol": rol, "gemeente": plaats}, gezien)
    gebruiker.refresh_from_db()
