"""The question to who stands outside a zaak, and which zaak somebody asks after."""

from django import forms

from basis.vrije_tekst import Signalering, Tekst


class DoelForm(Signalering):
    """Why somebody opens a dossier."""

    doel = Tekst(
        label="Waarom opent u dit dossier?",
        max_length=200,
        help_text="Bijvoorbeeld: ik neem waar voor een collega. Noem geen namen.",
    )


class KenmerkForm(forms.Form):
    """Of which zaak one wants to know who looked."""

    kenmerk = forms.CharField(label="Kenmerk", max_length=40)
