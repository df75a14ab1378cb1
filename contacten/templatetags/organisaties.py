"""To which organisations an account is bound, for the page of its owner: the view of that page is the library's."""

from django import template

from contacten.inloggen import koppelingen
from contacten.inloggen.koppelingen import Koppelstand
from contacten.models import Gebruiker

register = template.Library()


@register.simple_tag
def koppelstanden(gebruiker: Gebruiker) -> list[Koppelstand]:
    """The organisations that this account may be bound to, or is."""
    return koppelingen.koppelstanden(gebruiker)
