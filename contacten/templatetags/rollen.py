"""The words of a role, as a template filter: `{% load rollen %}`."""

from django import template

from contacten import rolnamen

register = template.Library()


@register.filter
def rolnaam(code: str, versie: str = "") -> str:
    """Give the plain words of a role code, on a page of a zaak those of its version; anything else stays as it is."""
    return rolnamen.rolnaam(code, versie)
