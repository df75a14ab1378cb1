"""The contact list: the shape of Bijlage 1, row for row, and the other seats that the protocol informs.

Every person, number and address is invented. The real list is read in by the beheerder and never stands here (R102).
The shape is kept because it is the hard part: a gemeente without anyone, one with two people, a mailbox without a
person, a missing function, a missing number, one domain for two gemeenten (R99, R100).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from basis.telefoon import normaliseer_telefoon
from contacten.models import Aanbieder, Bezetting, Contactpersoon, ContactSoort, Gemeente

SINDS = date(2019, 2, 13)


@dataclass(frozen=True)
class Rij:
    """One contact in one seat. `plaats` is the code of a gemeente or of an aanbieder, empty for the region."""

    rol: str
    plaats: str
    naam: str
    email: str
    functie: str = ""
    mobiel: str = ""
    telefoon: str = ""
    aanhef: str = ""
    volgorde: int = 1
    organisatie: str = ""


# Bijlage 1 in its order; Deventer has no row. Eleven people and one mailbox.
BIJLAGE_1: tuple[Rij, ...] = (
    Rij(
        "toegang",
        "dalfsen",
        "A. Voorbeeld",
        "a.voorbeeld@dalfsen.example",
        "Teamleider uitvoering MO",
        telefoon="0529-000001",
        aanhef="Mevr.",
    ),
    Rij(
        "toegang",
        "hardenberg",
        "B. Voorbeeld",
        "b.voorbeeld@ommen-hardenberg.example",
        "Gebiedsmanager Samen Doen",
        "06-00000002",
        aanhef="Mevr.",
    ),
    Rij(
        "toegang",
        "kampen",
        "C. Voorbeeld",
        "c.voorbeeld@cjgkampen.example",
        "Teamleider CJG",
        "06-00000003",
        aanhef="Dhr.",
    ),
    Rij(
        "toegang",
        "olst-wijhe",
        "D. Voorbeeld",
        "d.voorbeeld@olst-wijhe.example",
        "Coördinator jeugd",
        "06-00000004",
        "0570-000004",
        "Mevr.",
    ),
    Rij("toegang", "olst-wijhe", "", "Jeugdteam@olst-wijhe.example", volgorde=2),
    Rij("toegang", "ommen", "Eva Voorbeeld", "eva.voorbeeld@ommen.example", mobiel="06-00000005"),
    Rij(
        "toegang",
        "raalte",
        "F. Voorbeeld",
        "Fleur.voorbeeld@raalte.example",
        "Coördinator jeugdteam",
        "06-00000006",
        aanhef="Mevr.",
    ),
    Rij(
        "toegang",
        "staphorst",
        "G. Voorbeeld",
        "g.voorbeeld@staphorst.example",
        "CJG coördinator",
        "06-00000007",
        "0522-000007",
        "Mevr.",
    ),
    Rij(
        "toegang",
        "staphorst",
        "H. Voorbeeld",
        "h.voorbeeld@staphorst.example",
        "Zorgcoördinator CJG",
        "06-00000008",
        "0522-000008",
        "Mevr.",
        volgorde=2,
    ),
    Rij(
        "toegang",
        "steenwijkerland",
        "I. Voorbeeld",
        "Iris.voorbeeld@steenwijkerland.example",
        "Teamcoördinator consulententeam",
        "06-00000009",
        aanhef="Mevr.",
    ),
    Rij(
        "toegang",
        "zwartewaterland",
        "Jo Voorbeeld",
        "j.voorbeeld@zwartewaterland.example",
        "Beleidsadviseur Jeugd",
        "06 00000010",
        aanhef="Mevr.",
    ),
    Rij(
        "toegang",
        "zwolle",
        "K. Voorbeeld",
        "k.voorbeeld@swt.zwolle.example",
        "Teamleider toegang",
        "06-00000011",
        aanhef="Mevr.",
    ),
)

REGIO: tuple[Rij, ...] = (
    Rij("contractmanager", "", "Roos Lindeholt", "r.lindeholt@rsj.example", "Contractmanager", "06-00000021"),
    Rij(
        "contractmanager",
        "",
        "Teun Esserbrink",
        "t.esserbrink@rsj.example",
        "Contractmanager",
        "06-00000022",
        volgorde=2,
    ),
    Rij("beheerder", "", "", "beheerder@rsj.example", telefoon="038-0000025"),
    Rij("regiomanager", "", "Maarten Wetershoeve", "m.wetershoeve@rsj.example", "Regiomanager", "06-00000023"),
    Rij(
        "regiomanager",
        "",
        "Ineke Kranenwold",
        "i.kranenwold@rsj.example",
        "Plv. regiomanager",
        "06-00000024",
        volgorde=2,
    ),
    Rij(
        "communicatieadviseur",
        "",
        "Sanne Hoogveldink",
        "s.hoogveldink@rsj.example",
        "Communicatieadviseur",
        "06-00000025",
    ),
    Rij("voorzitter_bestuur", "", "P. Zandewierde", "voorzitter@rsj.example", "Voorzitter bestuur", "06-00000026"),
    Rij("escalatieteam", "", "Q. Broekhorsting", "q.broekhorsting@raalte.example", "Wethouder jeugd", "06-00000027"),
    Rij(
        "escalatieteam", "", "R. Elzeweide", "r.elzeweide@kampen.example", "Wethouder jeugd", "06-00000028", volgorde=2
    ),
    Rij(
        "escalatieteam", "", "S. Veldwiede", "s.veldwiede@zwolle.example", "Wethouder jeugd", "06-00000029", volgorde=3
    ),
    Rij("medewerkers_regio", "", "", "team@rsj.example", telefoon="038-0000030"),
)

# The other seats of each gemeente: role and function. Without a function it is the mailbox of a team.
PER_GEMEENTE: tuple[tuple[str, str], ...] = (
    ("manager_gemeente", "Manager sociaal domein"),
    ("communicatie_gemeente", ""),
    ("beleidsmedewerker_jeugd", "Beleidsmedewerker jeugd"),
    ("wethouder", "Wethouder jeugd"),
    ("burgemeester", "Burgemeester"),
    ("ambtenaar_oov", "Ambtenaar openbare orde en veiligheid"),
    ("jeugdteams", ""),
)
POSTBUSSEN = {"communicatie_gemeente": "communicatie", "jeugdteams": "jeugdteams"}
VOORNAMEN = ("Aafke", "Bram", "Carlijn", "Dirk", "Els", "Frits", "Gerda", "Hidde", "Ilse", "Joost", "Karin", "Lammert")
# Invented surnames, made of parts of the landscape.
ACHTERNAMEN = [
    "Beukwold",
    "Dijkhorsting",
    "Eekwiede",
    "Ganzebrink",
    "Havikstra",
    "Ijsselhoeve",
    "Klaverzand",
    "Leemgoor",
    "Mastebrand",
    "Nieuwlanderink",
    "Oeverwold",
    "Palinghorst",
    "Rietbelt",
    "Slagharing",
    "Turfwiede",
    "Uiterdijker",
    "Vechtmaat",
    "Weidegoor",
    "Zandhoek",
]


def alle_rijen(gemeenten: list[str], aanbieders: list[str]) -> list[Rij]:
    """Every seat of the demo: Bijlage 1, the region, the other seats of each gemeente, those of the aanbieders."""
    lokaal = [
        _lokale_rij(rol, functie, plaats, 100 + 10 * nummer + plek)
        for nummer, plaats in enumerate(gemeenten)
        for plek, (rol, functie) in enumerate(PER_GEMEENTE)
    ]
    directie = [
        Rij(
            "directeur_aanbieder",
            code,
            verzonnen_naam(300 + n),
            f"directie@{code}.example",
            "Directeur",
            f"06-{300 + n:08d}",
        )
        for n, code in enumerate(aanbieders)
    ]
    meldpunten = [
        Rij("aanbieder", code, "", f"calamiteiten@{code}.example", telefoon=f"038-{400 + n:07d}")
        for n, code in enumerate(aanbieders)
    ]
    return [*BIJLAGE_1, *REGIO, *lokaal, *directie, *meldpunten]


def zaai_contacten(gemeenten: dict[str, Gemeente], aanbieders: dict[str, Aanbieder], nu: datetime | None) -> None:
    """Make every contact with its seat. Deventer's toegang stays empty; all its other seats are filled (R99)."""
    zaai_rijen(alle_rijen(sorted(gemeenten), sorted(aanbieders)), gemeenten, aanbieders, nu)


def zaai_rijen(
    rijen: list[Rij], gemeenten: dict[str, Gemeente], aanbieders: dict[str, Aanbieder], nu: datetime | None
) -> None:
    """Make a contact with its seat for each of these rows; `nu`: when it was confirmed."""
    contacten = Contactpersoon.objects.bulk_create(_contact(rij, gemeenten, aanbieders, nu) for rij in rijen)
    Bezetting.objects.bulk_create(
        Bezetting(
            contactpersoon=contact,
            rol=rij.rol,
            gemeente=gemeenten.get(rij.plaats),
            aanbieder=aanbieders.get(rij.plaats),
            volgorde=rij.volgorde,
            van_datum=SINDS,
        )
        for rij, contact in zip(rijen, contacten, strict=True)
    )


def _lokale_rij(rol: str, functie: str, plaats: str, nummer: int) -> Rij:
    if not functie:
        return Rij(rol, plaats, "", f"{POSTBUSSEN[rol]}@{plaats}.example", telefoon=f"038-{nummer:07d}")
    adres = f"{rol.replace('_', '-')}@{plaats}.example"
    return Rij(rol, plaats, verzonnen_naam(nummer), adres, functie, f"06-{nummer:08d}")


def verzonnen_naam(nummer: int) -> str:
    """An invented name; neighbouring numbers share neither first name nor surname."""
    return f"{VOORNAMEN[nummer % len(VOORNAMEN)]} {ACHTERNAMEN[nummer % len(ACHTERNAMEN)]}"


def _contact(
    rij: Rij, gemeenten: dict[str, Gemeente], aanbieders: dict[str, Aanbieder], nu: datetime | None
) -> Contactpersoon:
    gemeente, aanbieder = gemeenten.get(rij.plaats), aanbieders.get(rij.plaats)
    return Contactpersoon(
        soort=ContactSoort.PERSOON if rij.naam else ContactSoort.POSTBUS,
        organisatie=rij.organisatie
        or (f"Gemeente {gemeente}" if gemeente else str(aanbieder or settings.REGIO.voluit)),
        gemeente=gemeente,
        aanbieder=aanbieder,
        aanhef=rij.aanhef,
        naam=rij.naam,
        functie=rij.functie,
        telefoon=normaliseer_telefoon(rij.telefoon),
        mobiel=normaliseer_telefoon(rij.mobiel),
        email=rij.email,
        bevestigd_op=nu,
    )
