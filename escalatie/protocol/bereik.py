"""Questions about the whole of the rules: which lean on a role, which duties go on (R99, R101)."""

from functools import cache

from django.conf import settings

from .lezen import haal_protocol, versies


def regels_zonder_ontvanger(rol: str) -> list[tuple[str, str]]:
    """Return (zin, bron) of each rule of the protocol in force by which the app writes to this role, in file order."""
    protocol = haal_protocol(settings.PROTOCOL_VERSIE)
    return [
        (regel.zin, regel.bron) for regel in protocol.informatieregels if rol in regel.aan and regel.wijze == "mail"
    ]


@cache
def doorlopend() -> frozenset[str]:
    """Return the codes of the duties that go on as long as the melding does, in any version of the protocol."""
    return frozenset(regel.code for v in versies() for regel in haal_protocol(v).taken if regel.herhaalbaar)
