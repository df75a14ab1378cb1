"""An e-mail address that the whole road can carry: typed, stored, signed in with, and written to."""

from django.core.exceptions import ValidationError

GEEN_GEWOON_ADRES = (
    "Een e-mailadres met aanhalingstekens kan deze app niet gebruiken. Vraag deze persoon om een adres zonder."
)


def eis_gewoon_adres(adres: str) -> None:
    """Refuse a quoted local part (`"a b"@x.example`): the standard allows it, most mail servers and no sign-in do.

    Raises ValidationError with a Dutch sentence. What is no address at all is for the validator of the field.
    """
    if '"' in adres:
        raise ValidationError(GEEN_GEWOON_ADRES)
