"""What is asked of an aanbieder that reports by link, and of the region that sends it one."""

from typing import Any, cast

from django import forms

from basis.adres import eis_gewoon_adres
from basis.belnummers import Belnummers
from basis.formulieren import Groep, Groepen, soms
from basis.telefoon import normaliseer_telefoon
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.models import DE_AANBIEDER
from contacten.models import Aanbieder, Contactpersoon
from contacten.rollen import PER_AANBIEDER, Rol
from escalatie.meldingen.registratie.forms.registratie import NieuweMeldingForm
from escalatie.meldingen.registratie.forms.vragen import TOEGANGEN

from .melden import Melder

# Of the region, or known from the link: the moment it came in, whose it is, and what the contractmanager judges.
NIET_GEVRAAGD = (
    *("aanbieder", "aanbieder_soort", "meldingssoort", "categorie", "ontvangen_op", "sleutel"),
    *("melder", "melder_anders", "gemeld_zelf_op"),
)


class AanbiederMeldtForm(NieuweMeldingForm):
    """The form of a new melding without what the contractmanager judges: the same questions, the same checks."""

    groep_soort = Groep("Soort melding", ("soort",))
    groep_zorg = Groep("Bij welke zorg", ("zorgcontext", "grondslag"))
    groep_meer_zorg = groep_melder = groep_gemeld_anders = None
    groep_gemeld = Groep(
        "Wanneer meldde u het ergens anders?",
        (TOEGANGEN, "gemeld_igj_op", "igj_kenmerk"),
        "U meldt ook bij de inspectie en bij elke gemeente. Dat doet u zelf.",
    )

    def __init__(self, *args: Any, aanbieder: Aanbieder, **kwargs: Any) -> None:
        """`aanbieder`: who reports."""
        super().__init__(*args, rol=Rol.AANBIEDER, **kwargs)
        self.van = aanbieder
        for naam in NIET_GEVRAAGD:
            del self.fields[naam]

    def clean(self) -> dict[str, Any]:
        """What is not asked is what holds until the contractmanager looks at it."""
        gegevens = super().clean()
        vast = {"aanbieder": self.van, "aanbieder_soort": "", "meldingssoort": "verplicht", "categorie": ""}
        zelf = {"melder": DE_AANBIEDER, "melder_anders": "", "gemeld_zelf_op": None, "ontvangen_op": self.nu}
        return {**gegevens, **vast, **zelf}


class BerichtForm(Signalering):
    """What the aanbieder wants to put right, take back or add."""

    tekst = Tekstvak(label="Wat wilt u verbeteren, intrekken of toevoegen?", max_length=4000)


NIET_IN_DE_LIJST = "voor wie niet in de lijst staat"


class LinkForm(Groepen, Belnummers):
    """To whom a link to report goes: somebody of the list, or somebody new."""

    nummervelden = ("telefoon",)

    aanbieder = forms.ModelChoiceField(Aanbieder.objects.all(), label="Aanbieder", empty_label="Kies een aanbieder")
    contact = forms.ModelChoiceField(
        Contactpersoon.objects.none(),
        label="Wie meldt?",
        required=False,
        empty_label="Iemand die nog niet in de lijst staat",
    )
    naam = soms(forms.CharField(label="Naam", max_length=120), NIET_IN_DE_LIJST)
    functie = Tekst(label="Functie", max_length=120, required=False, empty_value="")
    email = soms(forms.EmailField(label="E-mailadres", validators=[eis_gewoon_adres]), NIET_IN_DE_LIJST)
    telefoon = forms.CharField(label="Telefoonnummer", max_length=24, required=False)

    groepen = (
        Groep("Wie meldt?", ("aanbieder", "contact")),
        Groep(
            "Staat die persoon nog niet in de lijst?",
            ("naam", "functie", "email", "telefoon"),
            "Lees het e-mailadres hardop na. Deze persoon komt in de contactlijst bij de aanbieder.",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer who is in the list for an aanbieder."""
        super().__init__(*args, **kwargs)
        veld = cast("forms.ModelChoiceField[Contactpersoon]", self.fields["contact"])
        plekken = Contactpersoon.objects.filter(bezettingen__rol__in=list(PER_AANBIEDER), vervallen_op__isnull=True)
        veld.queryset = plekken.exclude(email="").select_related("aanbieder").distinct().order_by("naam")
        veld.label_from_instance = _met_aanbieder  # type: ignore[method-assign, assignment]

    def clean(self) -> dict[str, Any]:
        """Somebody of this aanbieder, or a name and an address."""
        gegevens = super().clean() or self.cleaned_data
        contact, aanbieder = gegevens.get("contact"), gegevens.get("aanbieder")
        if contact and aanbieder and not contact.bezettingen.filter(aanbieder=aanbieder).exists():
            self.add_error("contact", "Deze persoon hoort bij een andere aanbieder.")
        if not contact:
            for naam, zin in (("naam", "Vul de naam in."), ("email", "Vul het e-mailadres in.")):
                if not gegevens.get(naam) and naam not in self.errors:
                    self.add_error(naam, zin)
        return gegevens

    def melder(self) -> Melder:
        """Who reports; call after `is_valid`."""
        schoon = self.cleaned_data
        if schoon["contact"]:
            return Melder(schoon["contact"])
        telefoon = normaliseer_telefoon(schoon["telefoon"])
        return Melder(None, schoon["naam"], schoon["functie"], schoon["email"], telefoon)


def _met_aanbieder(contact: Contactpersoon) -> str:
    plaats = contact.aanbieder or next((rij.aanbieder for rij in contact.bezettingen.all() if rij.aanbieder), "")
    return f"{contact.weergavenaam} ({plaats})" if plaats else contact.weergavenaam
