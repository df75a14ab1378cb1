"""The protocol file against itself: which mails an arrow withdraws before they have gone out."""

from collections.abc import Iterator

from .model import Protocol


def ingetrokken(protocol: Protocol) -> Iterator[str]:
    """A mail that outlives an arrow is the mail of a rule, and the arrow withdraws the others."""
    mails = {regel.code for regel in protocol.informatieregels if regel.wijze == "mail"}
    for overgang in protocol.overgangen:
        plek = f"overgangen, {overgang.code}, berichten_blijven"
        yield from (f"{plek}: {code!r} is geen mail." for code in overgang.berichten_blijven if code not in mails)
        if overgang.berichten_blijven and not overgang.trekt_berichten_in:
            yield f"{plek}: deze overgang trekt niets in."
