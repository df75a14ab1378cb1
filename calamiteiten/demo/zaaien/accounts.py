"""The accounts of the demo, and who plays which part in the stories."""

from dataclasses import dataclass, field

from contacten.gebruikers import maak_gebruiker
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Gemeente
from contacten.rollen import Rol


@dataclass(frozen=True)
class Spelers:
    """The users who take the steps of a story. A gemeente without an account is spoken for by the contractmanager."""

    contractmanager: Gebruiker
    regiomanager: Gebruiker
    communicatieadviseur: Gebruiker
    lokaal: dict[tuple[str, str], Gebruiker] = field(default_factory=dict)

    def voor(self, rol: str, gemeente: Gemeente | None = None) -> Gebruiker:
        """The user of this role (of this gemeente), else the one of the region who may record it in that name."""
        regionaal = {
            Rol.CONTRACTMANAGER.value: self.contractmanager,
            Rol.REGIOMANAGER.value: self.regiomanager,
            Rol.COMMUNICATIEADVISEUR.value: self.communicatieadviseur,
        }
        if rol in regionaal:
            return regionaal[rol]
        return self.lokaal.get((rol, gemeente.code if gemeente else ""), self.contractmanager)


def zaai_account(
    naam: str, rol: str, wachtwoord: str | None, gemeente: Gemeente | None = None, achternaam: str = ""
) -> Gebruiker:
    """Make one account, tied to and named after the first contact in its seat that has no account yet."""
    contact = _contact(rol, gemeente)
    voornaam, _, rest = (contact.naam if contact else "").partition(" ")
    return maak_gebruiker(
        naam,
        rol,
        gemeente=gemeente,
        wachtwoord=wachtwoord,
        voornaam=voornaam,
        achternaam=rest or achternaam,
        email=contact.email if contact else f"{naam}@rsj.example",
        contactpersoon=contact,
    )


def spelers() -> Spelers:
    """The cast from the accounts that exist: of each role (and gemeente) the first active one.

    Raises Gebruiker.DoesNotExist when one of the three roles of the region has no account.
    """
    rijen = Gebruiker.objects.filter(is_active=True).select_related("gemeente").order_by("-pk")
    regionaal = {rij.rol: rij for rij in rijen if rij.gemeente is None}
    try:
        return Spelers(
            contractmanager=regionaal[Rol.CONTRACTMANAGER],
            regiomanager=regionaal[Rol.REGIOMANAGER],
            communicatieadviseur=regionaal[Rol.COMMUNICATIEADVISEUR],
            lokaal={(rij.rol, rij.gemeente.code): rij for rij in rijen if rij.gemeente},
        )
    except KeyError as rol:
        raise Gebruiker.DoesNotExist(f"Er is geen account met de rol {rol}.") from rol


def _contact(rol: str, gemeente: Gemeente | None) -> Contactpersoon | None:
    rijen = Bezetting.objects.filter(rol=rol, gemeente=gemeente, contactpersoon__gebruiker__isnull=True)
    eerste = rijen.exclude(contactpersoon__naam="").select_related("contactpersoon").order_by("volgorde").first()
    return eerste.contactpersoon if eerste else None
