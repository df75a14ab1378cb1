"""How every form looks: one renderer, one bound field, and the field types for days and moments.

Templates are in templates/formulier/. A page writes `{{ form }}` or, per field, `{{ form.naam.as_field_group }}`;
`groepen` on a form (see `Groepen`) divides it in fieldsets.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from . import klok
from .dagtaal import Onduidelijk, lees_dag
from .dagtaal import lees_moment as lees_dag_en_tijd
from .jaren import eis_jaar
from .kalender import ZONE, lokaal
from .tekst import is_leesbaar
from .wereld import hier

EERSTE_JAAR = 2015
SPELING = dt.timedelta(minutes=5)
MINUUT = "%d-%m-%Y %H:%M"
VOORBEELDEN = {"dag": "3 april of gisteren", "moment": "gisteren 14:30"}
# Kinds of input in which a browser offers what was typed before.
TE_TYPEN = frozenset({"text", "search", "email", "tel", "url"})
# Names of fields in which a number to dial is typed.
BELNUMMERS = frozenset({"telefoon", "mobiel", "terugbelnummer"})
# The browser keeps no list of moments of before, and puts no line under "gisteren".
SCHRIJF = {"autocomplete": "off", "spellcheck": "false"}

# Django's own template -> ours; a widget that brings its own template keeps it.
SJABLONEN = {
    "django/forms/widgets/radio.html": "formulier/keuzes.html",
    "django/forms/widgets/checkbox_select.html": "formulier/keuzes.html",
}


# What a refusal says where a form words nothing better: what to do. Django only says that something is so.
VERPLICHT: dict[Any, str] = {  # Any: the stubs hide the words of a field
    forms.Field: "Vul dit in.",
    forms.ChoiceField: "Kies een van de antwoorden.",
    forms.MultipleChoiceField: "Kies minstens één antwoord.",
    forms.ModelChoiceField: "Kies een van de antwoorden.",
    forms.ModelMultipleChoiceField: "Kies minstens één antwoord.",
    forms.DateField: "Vul de dag in.",
    forms.TimeField: "Vul de tijd in.",
    forms.BooleanField: "Zet hier een vinkje.",
    forms.FileField: "Kies een bestand.",
}
# The other refusals of the kinds of fields that our forms use; the codes are Django's.
_KIES = {"invalid_choice": "Kies een van de antwoorden die er staan."}
_KIES_MEER = {**_KIES, "invalid_list": "Kies uit de antwoorden die er staan."}
_DAG, _TIJD = "Vul een geldige datum in, bijvoorbeeld 31-12-2026.", "Vul een geldige tijd in, bijvoorbeeld 14:30."
GEWEIGERD: dict[Any, dict[str, str]] = {
    forms.Field: {
        "min_value": "Vul %(limit_value)s of meer in.",
        "max_value": "Vul %(limit_value)s of minder in.",
        "min_length": "Schrijf meer op: minstens %(limit_value)s tekens. Nu zijn het er %(show_value)s.",
        "max_length": "Maak dit korter: hoogstens %(limit_value)s tekens. Nu zijn het er %(show_value)s.",
        "null_characters_not_allowed": "Hier staat een onzichtbaar teken in. Typ de tekst opnieuw.",
    },
    forms.IntegerField: {"invalid": "Vul een heel getal in, in cijfers."},
    forms.ChoiceField: _KIES,
    forms.MultipleChoiceField: _KIES_MEER,
    forms.ModelChoiceField: _KIES,
    forms.ModelMultipleChoiceField: {**_KIES_MEER, "invalid_pk_value": _KIES["invalid_choice"]},
    forms.DateField: {"invalid": _DAG},
    forms.TimeField: {"invalid": _TIJD},
    forms.DateTimeField: {"invalid": "Vul een geldige datum en tijd in, bijvoorbeeld 31-12-2026 14:30."},
    forms.EmailField: {"invalid": "Vul een e-mailadres in, bijvoorbeeld naam@gemeente.example."},
    forms.URLField: {"invalid": "Vul een webadres in, bijvoorbeeld https://www.gemeente.example."},
    forms.UUIDField: {"invalid": "Verstuur het formulier nog een keer."},
    forms.JSONField: {"invalid": "Probeer het nog een keer."},
    forms.MultiValueField: {"invalid": "Vul dit in zoals het er staat.", "incomplete": "Vul ook de rest in."},
    forms.FileField: {
        "invalid": "Kies een bestand.",
        "missing": "Kies een bestand.",
        "empty": "Dit bestand is leeg. Kies een ander bestand.",
        "max_length": "De naam van het bestand is te lang: hoogstens %(max)d tekens. Nu zijn het er %(length)d.",
        "contradiction": "Kies een bestand of zet het vinkje om het te verwijderen, niet allebei.",
    },
}
for _soort, _zin in VERPLICHT.items():
    _soort.default_error_messages = {**_soort.default_error_messages, "required": _zin}
for _soort, _zinnen in GEWEIGERD.items():
    _soort.default_error_messages = {**_soort.default_error_messages, **_zinnen}


def eis_leesbaar(waarde: Any) -> None:
    """Raises ValidationError for text that shows something else than it says (`basis.tekst.is_leesbaar`). NUL is
    refused by Django itself, and once is enough."""
    if isinstance(waarde, str) and not is_leesbaar(waarde.replace("\0", "")):
        raise ValidationError(
            "Hier staat een onzichtbaar teken in dat de tekst onleesbaar kan maken. "
            "Typ de tekst zelf, zonder te plakken.",
            code="onleesbaar",
        )


# Every field of text asks it, those of the libraries too: a name is shown on pages that its form knows nothing of. So
# does every model that is looked at whole: a command or an import has no form.
_TEKSTVELDEN: tuple[Any, ...] = (
    *(forms.CharField, forms.EmailField, forms.URLField),
    *(models.CharField, models.TextField, models.EmailField, models.URLField),
)
for _veld in _TEKSTVELDEN:
    if eis_leesbaar not in _veld.default_validators:
        _veld.default_validators = [*_veld.default_validators, eis_leesbaar]


class Optie(str):
    """A choice label with an explanation under it: `("klein", Optie("Klein", "Het gevaar is geweken."))`."""

    uitleg: str

    def __new__(cls, naam: str, uitleg: str = "") -> "Optie":
        """Make the label; it compares and sorts as its name."""
        optie = super().__new__(cls, naam)
        optie.uitleg = uitleg
        return optie


class Veld(BoundField):
    """A field on its way to the screen: knows its kind and puts the css classes on its input."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        """Bind, and let plain radio buttons and checkbox lists use our template."""
        super().__init__(form, field, name)
        field.widget.template_name = SJABLONEN.get(field.widget.template_name, field.widget.template_name)

    @cached_property
    def soort(self) -> str:
        """Give keuzes, vinkje, lijst, tekstvak, dag, moment, meer (one of more parts), bestand or tekst."""
        if isinstance(self.field.widget, DatumInvoer | DatumTijdInvoer):
            return self.field.widget.soort
        soorten: tuple[tuple[type[forms.Widget], str], ...] = (
            (forms.RadioSelect, "keuzes"),
            (forms.CheckboxSelectMultiple, "keuzes"),
            (forms.CheckboxInput, "vinkje"),
            (forms.Select, "lijst"),
            (forms.Textarea, "tekstvak"),
            (forms.MultiWidget, "meer"),
            (forms.FileInput, "bestand"),
        )
        return next((soort for klasse, soort in soorten if isinstance(self.field.widget, klasse)), "tekst")

    @property
    def eerste_id(self) -> str:
        """Give the id of the input that the error summary links to."""
        return f"{self.auto_id}_0" if self.soort in {"keuzes", "meer"} else str(self.auto_id)

    @property
    def verplichting(self) -> str:
        """What stands beside the label of a field that can stay empty: that it can, or when it cannot."""
        if self.field.required:
            return ""
        wanneer = getattr(self.field, "soms", "")
        return f"verplicht {wanneer}" if wanneer else "niet verplicht"

    @property
    def maximum(self) -> int | None:
        """Give the number of characters that fits in a textarea, if there is a limit."""
        return getattr(self.field, "max_length", None) if self.soort == "tekstvak" else None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the classes. A textarea gets no `maxlength`: a browser silently cuts pasted text, we say it instead."""
        widget = widget or self.field.widget
        attrs = dict(super().build_widget_attrs(attrs, widget))
        klasse = {"tekst": "utrecht-textbox", "tekstvak": "utrecht-textarea", "lijst": "utrecht-select"}.get(self.soort)
        if klasse and not widget.is_hidden:
            attrs["class"] = " ".join(filter(None, [klasse, attrs.get("class") or widget.attrs.get("class")]))
        if self.maximum:
            attrs |= {"maxlength": False, "data-maximum": self.maximum}
        if str(widget.attrs.get("placeholder", "")) == self.label:
            attrs["placeholder"] = False  # a placeholder that repeats the label is noise
        attrs |= {naam: wat for naam, wat in self._toetsen(widget).items() if naam not in widget.attrs}
        if self.soort == "keuzes":
            # Not a property of one radio button; the fieldset carries the message.
            attrs.pop("aria-invalid", None)
        return attrs

    def _toetsen(self, widget: forms.Widget) -> dict[str, str]:
        """Which keys a phone shows, and what a browser may fill in: of a field that says nothing of it, nothing. What
        is typed here is about a case or about somebody else, and would be filled in with what belongs to the reader."""
        if getattr(widget, "input_type", "") == "number":
            return {"inputmode": "numeric"}
        if getattr(widget, "input_type", "") not in TE_TYPEN or widget.is_hidden:
            return {}
        return {"autocomplete": "off", **({"inputmode": "tel"} if self.name in BELNUMMERS else {})}


V = TypeVar("V", bound=forms.Field)


def soms(veld: V, wanneer: str) -> V:
    """The field, which must be filled in only `wanneer` ("bij een ja", "als er een rapport is"): the label says so. The
    form itself asks for it."""
    veld.required, veld.soms = False, wanneer  # type: ignore[attr-defined]
    return veld


def toon(form: forms.BaseForm, naam: str, widget: forms.Widget) -> None:
    """Show a field that was hidden until there was something to ask, with this widget."""
    veld = form.fields[naam]
    veld.widget = widget
    if isinstance(veld, forms.ChoiceField | forms.ModelChoiceField):
        widget.choices = veld.choices  # type: ignore[attr-defined]
    form._bound_fields_cache.pop(naam, None)  # type: ignore[attr-defined]  # it was bound to the hidden widget


def met(gegevens: Mapping[str, Any], **anders: str) -> Any:
    """What was sent, with these values instead: every field keeps all that it had. `{**gegevens}` makes a list of each
    value, and a page that is shown again then reads "['Val uit raam']"."""
    kopie: Any = gegevens.copy() if isinstance(gegevens, MultiValueDict) else dict(gegevens)
    for naam, waarde in anders.items():
        kopie[naam] = waarde
    return kopie


class Renderer(TemplatesSetting):
    """Django's FORM_RENDERER: our templates for a form and a field."""

    form_template_name = "formulier/formulier.html"
    field_template_name = "formulier/veld.html"
    bound_field_class = Veld


class Groep(NamedTuple):
    """A fieldset: its legend, an optional sentence under it, and the names of its fields. `uitklap`: it can be folded,
    and begins "open" or "dicht"; "" for one that cannot."""

    titel: str
    velden: tuple[str, ...]
    uitleg: str = ""
    uitklap: str = ""


class Groepen:
    """Mixin for a form that is shown in fieldsets. Fields that no group names come last, without a frame."""

    groepen: ClassVar[tuple[Groep, ...]] = ()

    def veldgroepen(self) -> Iterator[tuple[Groep | None, list[BoundField]]]:
        """Give each group with its bound fields, in the order of `groepen`."""
        zichtbaar: dict[str, BoundField] = {veld.name: veld for veld in self.visible_fields()}  # type: ignore[attr-defined]
        for groep in self.groepen:
            velden = [zichtbaar.pop(naam) for naam in groep.velden if naam in zichtbaar]
            if velden:
                yield groep, velden
        if zichtbaar:
            yield None, list(zichtbaar.values())


def _klok() -> dict[str, str]:
    """When this page is made and how fast time goes: for the button, on a computer with another clock and in a drill.
    To the minute, so that a page that is asked twice is the same."""
    wereld, op = hier(), klok.hier_ongeveer()
    op = wereld.tijd(op) if wereld else op
    return {"op": str(int(op.timestamp()) // 60 * 60), "snelheid": str(wereld.snelheid if wereld else 1)}


class DatumInvoer(forms.DateInput):
    """A day in one text field, as people write it; a button beside it fills in today."""

    input_type = "text"
    template_name = "formulier/moment.html"
    soort, knop = "dag", "Vandaag"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """In the notation of the country."""
        super().__init__({"class": "utrecht-textbox utrecht-textbox--dag", **SCHRIJF, **(attrs or {})}, "%d-%m-%Y")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The words of the button, and the clock that it reads."""
        return {**super().get_context(name, value, attrs), "knop": self.knop, **_klok()}


class TijdInvoer(forms.TimeInput):
    """The browser's own time picker, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Use the one notation that a time input reads."""
        super().__init__(attrs, format="%H:%M")


class DatumVeld(forms.DateField):
    """A day, typed as people write it (`dagtaal`). `is_geweest`: without a year it lies behind us."""

    widget = DatumInvoer

    def __init__(self, *, is_geweest: bool = False, **kwargs: Any) -> None:
        """See the class."""
        super().__init__(**kwargs)
        self.is_geweest = is_geweest
        self.help_text = f"{self.help_text} Bijvoorbeeld {VOORBEELDEN[self.widget.soort]}.".strip()

    def to_python(self, value: Any) -> Any:
        """The day. Raises ValidationError with a sentence that says how to write it."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(None if isinstance(value, str) else value)
        try:
            return lees_dag(value, klok.nu, is_geweest=self.is_geweest)
        except Onduidelijk as fout:
            raise ValidationError(str(fout), code="invalid") from fout

    def validate(self, value: Any) -> None:
        """Refuse a year that nobody means. Raises ValidationError."""
        super().validate(value)
        if value:
            eis_jaar(value)


def eis_geweest(dag: dt.date, vandaag: dt.date) -> dt.date:
    """The day, when it has come and is not of before there was anything to record. Raises ValidationError."""
    if dag > vandaag:
        raise ValidationError("Deze dag ligt in de toekomst. Vul een dag in die al is geweest.", code="toekomst")
    if dag.year < EERSTE_JAAR:
        raise ValidationError(f"Controleer het jaar: een dag vóór {EERSTE_JAAR} kan niet.", code="te_vroeg")
    return dag


class Dichtbij(forms.Form):
    """Mixin for a form with days to come. `verste`: field -> how many years ahead somebody can mean; beyond lies a slip
    of the pen (2062 for 2026)."""

    verste: ClassVar[dict[str, int]] = {}

    def __init__(self, *args: Any, vandaag: dt.date, **kwargs: Any) -> None:
        """`vandaag`: the Dutch day from which is counted."""
        super().__init__(*args, **kwargs)
        self.vandaag = vandaag

    def clean(self) -> dict[str, Any]:
        """Refuse a day, or a moment, too far ahead."""
        gegevens: dict[str, Any] = super().clean() or self.cleaned_data
        for naam, jaren in self.verste.items():
            dag = gegevens.get(naam)
            if dag and (lokaal(dag).date() if isinstance(dag, dt.datetime) else dag) > self._grens(jaren):
                self.add_error(naam, f"Controleer het jaar: dit is meer dan {jaren} jaar vooruit.")
        return gegevens

    def _grens(self, jaren: int) -> dt.date:
        return self.vandaag + dt.timedelta(days=366 * jaren)


class DatumTijdInvoer(forms.DateTimeInput):
    """A day and a time in one text field; a button beside it fills in the present moment. Who sends them in two parts
    (`_0` and `_1`: a program, a page of before) is read too."""

    template_name = "formulier/moment.html"
    soort, knop = "moment", "Nu"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """In the notation of the country, to the minute."""
        super().__init__({"class": "utrecht-textbox utrecht-textbox--moment", **SCHRIJF, **(attrs or {})}, MINUUT)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The words of the button, and the clock that it reads."""
        return {**super().get_context(name, value, attrs), "knop": self.knop, **_klok()}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, or its two parts put together: who sends those too, means them."""
        delen = [data.get(f"{name}_{nummer}") for nummer in (0, 1)]
        if any(delen) or (name not in data and delen != [None, None]):
            return [deel or "" for deel in delen]
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether neither was sent."""
        return not {name, f"{name}_0", f"{name}_1"} & set(data)

    def format_value(self, value: Any) -> str | None:
        """Two parts are shown as one."""
        return super().format_value(" ".join(filter(None, value)) if isinstance(value, list | tuple) else value)


class DatumTijdVeld(forms.DateTimeField):
    """A moment in Dutch time, typed as people write it (`dagtaal`); gives an aware datetime in UTC. `is_geweest`: a day
    without a year lies behind us.

    The hour that occurs twice in autumn means its first occurrence; the hour that is skipped in spring is read on the
    clock that was not yet put forward. Both are accepted: a melding made at 02:30 is never refused.
    """

    widget = DatumTijdInvoer
    default_error_messages: ClassVar[dict[str, Any]] = {"required": "Vul een datum en een tijd in."}

    def __init__(self, *, is_geweest: bool = False, **kwargs: Any) -> None:
        """See the class."""
        super().__init__(**kwargs)
        self.is_geweest = is_geweest
        self.help_text = f"{self.help_text} Bijvoorbeeld {VOORBEELDEN[self.widget.soort]}.".strip()

    def to_python(self, value: Any) -> dt.datetime | None:
        """The moment. Raises ValidationError with a sentence: only one of the two, no day, or more than one."""
        tekst = _een_tekst(value) if isinstance(value, list | tuple) else value
        if not isinstance(tekst, str) or not tekst.strip():
            return super().to_python(None if isinstance(tekst, str) else tekst)
        try:
            return als_moment(*lees_dag_en_tijd(tekst, klok.nu, is_geweest=self.is_geweest))
        except Onduidelijk as fout:
            raise ValidationError(str(fout), code="invalid") from fout


def _een_tekst(delen: Sequence[str]) -> str:
    """A day and a time that came apart. Raises ValidationError when only one of them is given."""
    datum, tijd = (str(deel or "").strip() for deel in delen)
    if tijd and not datum:
        raise ValidationError("Vul ook de datum in.", code="invalid")
    if datum and not tijd:
        raise ValidationError("Vul ook de tijd in.", code="invalid")
    return f"{datum} {tijd}".strip()


def als_moment(datum: dt.date, tijd: dt.time) -> dt.datetime:
    """Give the instant (UTC) of a day and a time on a Dutch clock; see `DatumTijdVeld` for the two special hours.

    Raises ValidationError for a day so early that UTC cannot express it.
    """
    try:
        return dt.datetime.combine(datum, tijd.replace(fold=0), tzinfo=ZONE).astimezone(dt.UTC)
    except OverflowError as fout:
        raise ValidationError("Vul een geldige datum in.", code="invalid_date") from fout


def controleer_moment(moment: dt.datetime, nu: dt.datetime) -> None:
    """Refuse a moment before 2015 or more than five minutes ahead of `nu`: a slip of the pen, not a fact.

    Raises ValidationError with a Dutch sentence.
    """
    if lokaal(moment).year < EERSTE_JAAR:
        raise ValidationError(f"Controleer het jaar: een moment vóór {EERSTE_JAAR} kan niet.", code="te_vroeg")
    if moment > nu + SPELING:
        raise ValidationError("Dit moment ligt in de toekomst. Vul een moment in dat al is geweest.", code="toekomst")


def lees_moment(gegevens: Mapping[str, Any] | None, naam: str, nu: dt.datetime) -> dt.datetime | None:
    """The moment that was sent for the DatumTijdVeld `naam`, for who needs it before the form can be made; None when
    nothing was sent that the form would take as a moment up to `nu` (aware)."""
    veld = DatumTijdVeld(required=False, is_geweest=True)
    try:
        ingevuld = DatumTijdInvoer().value_from_datadict(gegevens or {}, MultiValueDict(), naam)
        moment: dt.datetime | None = veld.clean(ingevuld)
        if moment:
            controleer_moment(moment, nu)
    except ValidationError:
        return None
    return moment
