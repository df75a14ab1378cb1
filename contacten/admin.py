"""The pages of the admin: contacts and their seats, organisations, accounts, history. No dossier, no permissions."""

from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Prefetch, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from contacten.forms import PlekForm
from contacten.personen.geschiedenis import HANDELINGEN

from . import gebruikers
from .beheer import BeheerRechten
from .forms import ContactpersoonForm, GebruikerForm, NieuweGebruikerForm
from .models import Aanbieder, Bezetting, Contactpersoon, Gebruiker, Gemeente, Werkgebied
from .rollen import ROLLEN_IN_LIJST, ROLLEN_MET_ACCOUNT
from .rolnamen import rolnaam


class BeheerAdmin(BeheerRechten, admin.ModelAdmin):  # type: ignore[type-arg]
    """Base of every page: rights by role, no bulk actions, history from the change log."""

    actions = None
    list_per_page = 50
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show who changed what in this record, from old to new (R102)."""
        soort = f"content_type__model={self.opts.model_name}"
        return redirect(f"{reverse('admin:auditlog_logentry_changelist')}?{soort}&object_pk={object_id}")


class WerkgebiedInline(BeheerRechten, admin.StackedInline):  # type: ignore[type-arg]
    """Where an aanbieder works, from when until when."""

    model = Werkgebied
    extra = 0
    fields = [("gemeente", "van_datum", "tot_datum")]
    mag_verwijderen = True


class BezettingInline(BeheerRechten, admin.StackedInline):  # type: ignore[type-arg]
    """Which seats a contact fills. A seat is begun here; it is ended on the contact's own page, which says beforehand
    which rules would then reach nobody."""

    model = Bezetting
    form = PlekForm
    extra = 0
    mag_wijzigen = False
    fields = [
        ("rol", "volgorde"),
        ("gemeente", "aanbieder"),
        ("van_datum", "tot_datum"),
        ("afwezig_van_datum", "afwezig_tot_datum"),
    ]


@admin.register(Gemeente)
class GemeenteAdmin(BeheerAdmin):
    """The gemeenten of the region."""

    list_display = ["naam", "cbs_code", "protocol_url"]
    search_fields = ["naam", "cbs_code"]
    prepopulated_fields = {"code": ["naam"]}


@admin.register(Aanbieder)
class AanbiederAdmin(BeheerAdmin):
    """The institutions and where they work."""

    list_display = ["naam", "soort", "kvk", "werkt_in"]
    list_filter = ["soort", "werkgebieden__gemeente"]
    search_fields = ["naam", "kvk"]
    inlines = [WerkgebiedInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Aanbieder]:
        """With the gemeenten, so that the list costs the same at any length."""
        return super().get_queryset(request).prefetch_related("gemeenten")

    @admin.display(description="Werkt in")
    def werkt_in(self, aanbieder: Aanbieder) -> str:
        """The gemeenten, by name."""
        return ", ".join(sorted({gemeente.naam for gemeente in aanbieder.gemeenten.all()})) or "nergens"


class RolFilter(admin.SimpleListFilter):
    """Narrow a list to one role: the field itself lists none. `veld` leads to it."""

    title = parameter_name = veld = "rol"
    rollen = ROLLEN_MET_ACCOUNT

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The roles, in words."""
        return [(rol, rolnaam(rol)) for rol in self.rollen]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The records of the choice, each once."""
        return queryset.filter(**{self.veld: self.value()}).distinct() if self.value() else queryset


class PlekFilter(RolFilter):
    """The contacts with a seat of one role."""

    veld = "bezettingen__rol"
    rollen = ROLLEN_IN_LIJST


class BereikbaarFilter(admin.SimpleListFilter):
    """Find the contacts that need a call, or that have lapsed."""

    title = "bereikbaar"
    parameter_name = "bereikbaar"

    keuzes = (("mail", "met e-mail"), ("telefoon", "alleen telefonisch"), ("leeg", "zonder rol"), ("oud", "vervallen"))

    def lookups(self, request: HttpRequest, model_admin: Any) -> tuple[tuple[str, str], ...]:
        """The choices."""
        return self.keuzes

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contactpersoon]) -> QuerySet[Contactpersoon]:
        """The contacts of the choice."""
        filters: dict[str, dict[str, Any]] = {
            "telefoon": {"email": ""},
            "leeg": {"bezettingen__isnull": True},
            "oud": {"vervallen_op__isnull": False},
        }
        waarde = self.value()
        return queryset.exclude(email="") if waarde == "mail" else queryset.filter(**filters.get(waarde or "", {}))


@admin.register(Contactpersoon)
class ContactpersoonAdmin(BeheerAdmin):
    """Bijlage 1: people and mailboxes, with the seats they fill."""

    form = ContactpersoonForm
    list_display = ["weergavenaam", "functie", "plaats", "bereikbaar_via", "rollen", "bevestigd_op", "is_geldig"]
    list_filter = [BereikbaarFilter, PlekFilter, "gemeente", "soort"]
    list_select_related = ["gemeente", "aanbieder"]
    search_fields = ["naam", "functie", "organisatie", "email", "telefoon", "mobiel", "gemeente__naam"]
    inlines = [BezettingInline]
    fieldsets = [
        (None, {"fields": [("soort", "aanhef", "naam"), "functie", "organisatie", ("gemeente", "aanbieder")]}),
        (
            "Bereikbaar via",
            {
                "fields": [("telefoon", "mobiel"), "nummers_gezien", "email"],
                "description": "Vul er ten minste één in.",
            },
        ),
        ("Geldigheid", {"fields": ["bevestigd_op", "vervallen_op"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contactpersoon]:
        """With the seats, so that the list costs the same at any length."""
        zetels = Bezetting.objects.select_related("gemeente", "aanbieder")
        return super().get_queryset(request).prefetch_related(Prefetch("bezettingen", queryset=zetels))

    @admin.display(description="Van")
    def plaats(self, contact: Contactpersoon) -> str:
        """The organisation this contact belongs to."""
        return str(contact.gemeente or contact.aanbieder or contact.organisatie or "regio")

    @admin.display(description="Bereikbaar via")
    def bereikbaar_via(self, contact: Contactpersoon) -> str:
        """The channels that are filled."""
        kanalen = (("mobiel", contact.mobiel), ("telefoon", contact.telefoon), ("e-mail", contact.email))
        return ", ".join(naam for naam, waarde in kanalen if waarde)

    @admin.display(description="Rollen")
    def rollen(self, contact: Contactpersoon) -> str:
        """The seats this contact fills, now or at another time."""
        zetels = (f"{rolnaam(rij.rol)} {rij.gemeente or rij.aanbieder or ''}" for rij in contact.bezettingen.all())
        return ", ".join(zetel.strip() for zetel in zetels) or "geen"

    @admin.display(description="Geldig", boolean=True)
    def is_geldig(self, contact: Contactpersoon) -> bool:
        """Whether this contact has not been ended."""
        return contact.vervallen_op is None


@admin.register(Gebruiker)
class GebruikerAdmin(BeheerRechten, UserAdmin):  # type: ignore[type-arg]
    """Accounts. Groups, permissions and flags are not on this page: rights follow from role and gemeente."""

    actions = None
    add_form = NieuweGebruikerForm
    form = GebruikerForm
    list_display = ["username", "naam", "in_rol", "gemeente", "is_active", "last_login"]
    list_filter = [RolFilter, "gemeente", "is_active"]
    list_select_related = ["gemeente"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    history_view = BeheerAdmin.history_view
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        ("Wie", {"fields": [("first_name", "last_name"), "email", "contactpersoon"]}),
        ("Rol", {"fields": [("rol", "gemeente")]}),
        ("Gebruik", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        ("Wie", {"fields": [("first_name", "last_name"), "email", "contactpersoon"]}),
        ("Rol", {"fields": [("rol", "gemeente")]}),
    ]

    @admin.display(description="Rol", ordering="rol")
    def in_rol(self, gebruiker: Gebruiker) -> str:
        """The role in words."""
        return gebruiker.rolnaam

    def save_model(self, request: HttpRequest, obj: Gebruiker, form: Any, change: bool) -> None:
        """Save through the verb: the group follows the role, and an ended account loses its sessions."""
        gebruikers.leg_vast(obj)


class WaaroverFilter(admin.SimpleListFilter):
    """Narrow the history to one kind of record."""

    title = "onderwerp"
    parameter_name = "content_type__model"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds of who is who, in words."""
        soorten = (Contactpersoon, Bezetting, Gebruiker, Gemeente, Aanbieder, Werkgebied)
        return [(soort._meta.model_name or "", str(soort._meta.verbose_name)) for soort in soorten]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        """The records of the choice."""
        return queryset.filter(content_type__model=self.value()) if self.value() else queryset


@admin.register(LogEntry)
class GeschiedenisAdmin(BeheerAdmin):
    """Who changed what in contacts and accounts. Only to read, and never a record of a dossier."""

    mag_toevoegen = mag_wijzigen = False
    list_display = ["moment", "wie", "handeling", "waarover", "wijziging"]
    list_display_links = None
    list_filter = [WaaroverFilter]
    list_select_related = ["actor", "content_type"]
    list_per_page = 25
    search_fields = ["object_repr", "actor__username"]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, under a name that says what it is."""
        return super().changelist_view(request, {"title": "Geschiedenis", **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Only the records of who is who."""
        rijen: QuerySet[LogEntry] = super().get_queryset(request)
        return rijen.filter(content_type__app_label="contacten")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Also the one record whose history is asked."""
        return lookup == "object_pk" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="Wanneer", ordering="timestamp")
    def moment(self, rij: LogEntry) -> datetime:
        """Local time of the change."""
        return timezone.localtime(rij.timestamp)

    @admin.display(description="Wie", ordering="actor")
    def wie(self, rij: LogEntry) -> str:
        """The user, or the system when a command did it."""
        return rij.actor.naam if rij.actor else "systeem"

    @admin.display(description="Wat", ordering="action")
    def handeling(self, rij: LogEntry) -> str:
        """What was done."""
        return HANDELINGEN.get(rij.action, "onbekend")

    @admin.display(description="Over")
    def waarover(self, rij: LogEntry) -> str:
        """What the record is called."""
        return str(rij.object_repr)

    @admin.display(description="Van → naar")
    def wijziging(self, rij: LogEntry) -> str:
        """Old and new value of each field that changed; what was empty and stays so is left out."""
        rijen = rij.changes_display_dict.items()
        paren = [(veld, *(_leesbaar(veld, w) for w in (waarden[0], waarden[-1]))) for veld, waarden in rijen]
        return "; ".join(f"{veld}: {oud} → {nieuw}" for veld, oud, nieuw in paren if oud != nieuw and veld != "ID")


def _leesbaar(veld: str, waarde: object) -> str:
    """A value of the change log in words: it keeps everything as Python wrote it."""
    tekst = str(waarde)
    if tekst.endswith(".None"):  # a relation that is still empty
        return "leeg"
    woorden = {"None": "leeg", "": "leeg", "True": "ja", "False": "nee"}
    return woorden.get(tekst) or (rolnaam(tekst) if veld.casefold() == "rol" else tekst)
