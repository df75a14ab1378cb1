"""The protocol file against itself: which mails an arrow withdraws before they have gone out, whose readers hear how it
goes on, and that nothing comes into being at an end."""

from collections.abc import Iterator

from contacten.rollen import ROLLEN_MET_DOSSIERS

from .model import Protocol


def ingetrokken(protocol: Protocol) -> Iterator[str]:
    """A mail that outlives an arrow is the mail of a rule, and the arrow withdraws the others."""
    mails = {regel.code for regel in protocol.informatieregels if regel.wijze == "mail"}
    for overgang in protocol.overgangen:
        plek = f"overgangen, {overgang.code}, berichten_blijven"
        yield from (f"{plek}: {code!r} is geen mail." for code in overgang.berichten_blijven if code not in mails)
        if overgang.berichten_blijven and not overgang.trekt_berichten_in:
            yield f"{plek}: deze overgang trekt niets in."


def uitkomsten(protocol: Protocol) -> Iterator[str]:
    """Who is let into a dossier by a step hears how it goes on (R74, R78); a mail that promises that goes to readers of
    dossiers. An arrow to an end brings no task: nobody would do it."""
    for regel in protocol.informatieregels:
        plek = f"informatieregels, {regel.code}"
        bij_stap = any(aanleiding.startswith("overgang:") for aanleiding in regel.bij)
        if regel.opent_dossier and bij_stap and not regel.uitkomst:
            yield f"{plek}: wie zo in het dossier komt, hoort ook hoe het afloopt; zet uitkomst = true."
        if regel.uitkomst and (regel.wijze != "mail" or set(regel.aan) - ROLLEN_MET_DOSSIERS):
            yield f"{plek}: uitkomst = true past alleen bij een mail aan wie dossiers leest."
    sluitend = {overgang.code for overgang in protocol.overgangen if overgang.naar in protocol.gesloten}
    for taak in protocol.taken:
        for code in sorted(sluitend & set(taak.bij)):
            yield f"taken, {taak.code}: {code} sluit de melding, dus deze taak doet niemand meer."
