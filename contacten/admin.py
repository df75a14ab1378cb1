"""The pages of the admin: organisations, and the history of who is who. No dossier, no permissions, no person.

A contact, a seat and an account are two truths about one person: they change on pages of their own only, through verbs
that first say what the change leaves behind (`escalatie.paraatheid`). A second door here would not ask.
"""

from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from contacten.personen.geschiedenis import HANDELINGEN

from .beheer import BeheerRechten
from .models import Aanbieder, Bezetting, Contactpersoon, Gebruiker, Gemeente, Werkgebied
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
