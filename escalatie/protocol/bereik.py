"""Which rules lean on a role: what nobody would hear any more when its seat is empty (R99, R101)."""

from django.conf import settings

from .lezen import haal_protocol


def regels_zonder_ontvanger(rol: str) -> list[tuple[str, str]]:
    """Return (zin, bron) of each rule of the protocol in force by which the app writes to this role, in file order."""
    protocol = haal_protocol(settings.PROTOCOL_VERSIE)
    return [
        (regel.zin, regel.bron) for regel in protocol.informatieregels if rol in regel.aan and regel.wijze == "mail"
    ]
