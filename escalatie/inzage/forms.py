"""The question to who stands outside a zaak."""

from basis.vrije_tekst import Signalering, Tekst


class DoelForm(Signalering):
    """Why somebody opens a dossier."""

    doel = Tekst(
        label="Waarom opent u dit dossier?",
        max_length=200,
        help_text="Bijvoorbeeld: ik neem waar voor een collega. Noem geen namen.",
    )
