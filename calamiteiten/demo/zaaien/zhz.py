"""The people of the region Zuid-Holland Zuid: aanbieders, contacts and accounts, all invented, at .example.

The gemeenten are those of the file of the region; it is chosen with REGIO=zhz.
"""

from datetime import datetime

from calamiteiten.demo.accounts import ZHZ
from contacten.models import Aanbieder, AanbiederSoort, Gebruiker, Gemeente, Werkgebied
from contacten.regio import voeg_gemeenten_toe

from .aanbieders import SINDS, Voorbeeld
from .accounts import zaai_account
from .contacten import Rij, verzonnen_naam, zaai_rijen

AANBIEDERS: dict[str, Voorbeeld] = {
    "getij": Voorbeeld("Jeugdhulp Het Wilgentij", ("dordrecht", "papendrecht", "sliedrecht", "zwijndrecht")),
    "kreek": Voorbeeld("Gezinshuis De Doornkreek", ("hoeksche-waard",)),
    "sluis": Voorbeeld("Behandelgroep De Elzesluis", ("gorinchem", "molenlanden")),
    "dijk": Voorbeeld(
        "Jeugdbescherming De Hoge Dijk",
        ("alblasserdam", "dordrecht", "hardinxveld-giessendam", "hendrik-ido-ambacht", "hoeksche-waard"),
        AanbiederSoort.GECERTIFICEERDE_INSTELLING,
    ),
}
# Role and function; without a function it is the mailbox of a team.
REGIONAAL = (
    ("regiomanager", "Directeur", 1),
    ("regiomanager", "Plv. directeur", 2),
    ("contractmanager", "Accounthouder", 1),
    ("contractmanager", "Accounthouder", 2),
    ("communicatieadviseur", "Communicatieadviseur", 1),
    ("voorzitter_bestuur", "Voorzitter dagelijks bestuur", 1),
    ("escalatieteam", "Wethouder Jeugd", 1),
    ("medewerkers_regio", "", 1),
    ("beheerder", "", 1),
)
LOKAAL = (
    ("toegang", "Ambtenaar Jeugd"),
    ("manager_gemeente", "Voorzitter calamiteitenteam"),
    ("communicatie_gemeente", ""),
    ("beleidsmedewerker_jeugd", "Beleidsmedewerker Jeugd"),
    ("wethouder", "Wethouder Jeugd"),
    ("burgemeester", "Burgemeester"),
    ("ambtenaar_oov", "Ambtenaar openbare orde en veiligheid"),
    ("jeugdteams", ""),
)


def zaai_mensen(nu: datetime | None, wachtwoord: str | None) -> dict[str, Gebruiker]:
    """Make the gemeenten, aanbieders, contacts (confirmed at `nu`) and accounts; returns the accounts by name."""
    voeg_gemeenten_toe()
    gemeenten = {gemeente.code: gemeente for gemeente in Gemeente.objects.all()}
    aanbieders = {code: _aanbieder(voorbeeld, gemeenten) for code, voorbeeld in AANBIEDERS.items()}
    zaai_rijen(_rijen(sorted(gemeenten)), gemeenten, aanbieders, nu)
    return {
        een.gebruikersnaam: zaai_account(
            een.gebruikersnaam, een.rol, wachtwoord, gemeenten.get(een.gemeente), een.gebruikersnaam.capitalize()
        )
        for een in ZHZ
    }


def _aanbieder(voorbeeld: Voorbeeld, gemeenten: dict[str, Gemeente]) -> Aanbieder:
    aanbieder = Aanbieder.objects.create(naam=voorbeeld.naam, soort=voorbeeld.soort)
    Werkgebied.objects.bulk_create(
        Werkgebied(aanbieder=aanbieder, gemeente=gemeenten[code], van_datum=SINDS) for code in voorbeeld.gemeenten
    )
    return aanbieder


def _rijen(gemeenten: list[str]) -> list[Rij]:
    regionaal = [
        _rij(rol, "", functie, "soj-zhz.example", nummer, volgorde)
        for nummer, (rol, functie, volgorde) in enumerate(REGIONAAL, start=19)
    ]
    lokaal = [
        _rij(rol, plaats, functie, f"{plaats}.example", 600 + 10 * nummer + plek)
        for nummer, plaats in enumerate(gemeenten)
        for plek, (rol, functie) in enumerate(LOKAAL)
    ]
    directie = [
        _rij("directeur_aanbieder", code, "Directeur", f"{code}.example", 800 + n) for n, code in enumerate(AANBIEDERS)
    ]
    meldpunten = [_rij("aanbieder", code, "", f"{code}.example", 900 + n) for n, code in enumerate(AANBIEDERS)]
    return [*regionaal, *lokaal, *directie, *meldpunten]


def _rij(rol: str, plaats: str, functie: str, domein: str, nummer: int, volgorde: int = 1) -> Rij:
    adres = f"{rol.replace('_', '-')}{volgorde if volgorde > 1 else ''}@{domein}"
    if not functie:
        return Rij(rol, plaats, "", adres, telefoon=f"078-{nummer:07d}", volgorde=volgorde)
    return Rij(rol, plaats, verzonnen_naam(nummer), adres, functie, f"06-{nummer:08d}", volgorde=volgorde)
