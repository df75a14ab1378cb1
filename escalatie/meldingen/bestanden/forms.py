"""The form of a file: what it is, and the file itself, judged by its content."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from basis.geweigerd import Geweigerd
from basis.vrije_tekst import Signalering, Tekst
from calamiteiten.bestanden.keuring import Gekeurd, eis_grootte, keur
from calamiteiten.bestanden.vormen import ACCEPT, OPSOMMING
from calamiteiten.models import Bestand, Bestandsoort
from escalatie.draaiboek.bestanden import Stuk


class BestandForm(Signalering):
    """A file with what is said of it. A refused file is said at its field, and what was typed stays."""

    soort = forms.ChoiceField(label="Waar hoort het bij?", widget=forms.RadioSelect)
    omschrijving = Tekst(
        label="Wat is het?",
        help_text="Bijvoorbeeld: rapport, definitief. Noem geen namen van personen.",
        max_length=200,
    )
    bestand = forms.FileField(
        label="Bestand",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"empty": "Dit bestand is leeg. Kies een ander bestand.", "required": "Kies een bestand."},
    )

    def __init__(
        self,
        soorten: list[tuple[str, str]],
        data: Any = None,
        files: Any = None,
        rij: Bestand | None = None,
        soort: str = "",
    ) -> None:
        """`soorten`: what there is to choose, one is not asked; `rij`: what a new version follows: then the file may
        stay as it is; `soort`: what the page where one came from is about."""
        begin = {"soort": rij.soort, "omschrijving": rij.omschrijving} if rij else {"soort": soort}
        super().__init__(data, files, initial=begin)
        self.soorten = soorten
        self.fields["bestand"].help_text = f"{OPSOMMING}. Hoogstens {settings.BESTAND_MAX_MB} MB."
        if rij:
            self.fields["bestand"].required = False
            self.fields["bestand"].help_text += " Kies niets als het bestand hetzelfde blijft."
        if len(soorten) == 1:
            del self.fields["soort"]
        elif isinstance(veld := self.fields["soort"], forms.ChoiceField):
            veld.choices = soorten

    def clean_bestand(self) -> Gekeurd | None:
        """The judged file; None when none was chosen. Raises ValidationError with the sentence of the refusal."""
        gekozen = self.cleaned_data["bestand"]
        if not isinstance(gekozen, UploadedFile):
            return None
        try:
            # Before a byte of it is read into memory.
            eis_grootte(gekozen.size or 0)
            return keur(gekozen.name or "", gekozen.read())
        except Geweigerd as fout:
            raise ValidationError(str(fout), code="bestand") from fout

    def stuk(self) -> Stuk:
        """What is said of the file; call after `is_valid`."""
        schoon = self.cleaned_data
        return Stuk(schoon.get("soort") or Bestandsoort(self.soorten[0][0]).value, schoon["omschrijving"])

    @property
    def gekeurd(self) -> Gekeurd:
        """The judged file of a form that demands one; call after `is_valid`."""
        gekeurd: Gekeurd = self.cleaned_data["bestand"]
        return gekeurd
