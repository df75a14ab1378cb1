"""Filters of the admin on a role: its choices come from the table, because no field lists the roles."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .rollen import ROLLEN_IN_LIJST, ROLLEN_MET_ACCOUNT
from .rolnamen import rolnaam


class RolFilter(admin.SimpleListFilter):
    """Narrow a list to one role; `veld` leads to it."""

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
