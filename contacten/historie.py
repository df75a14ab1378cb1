"""Who changed what in the contact list and the accounts, when, from what to what (R102)."""

from auditlog.registry import auditlog

from .models import Aanbieder, Bezetting, Contactpersoon, Gebruiker, Gemeente, Piket, Werkgebied

NIET_IN_HISTORIE = ["password", "last_login"]


def registreer_historie() -> None:
    """Register the models of this app for change history. A password or a sign-in is never part of it."""
    for model in (Gemeente, Aanbieder, Werkgebied, Contactpersoon, Bezetting, Piket):
        auditlog.register(model)
    auditlog.register(Gebruiker, exclude_fields=list(NIET_IN_HISTORIE))
