"""The tag that every form has, with the key that lets it go through once (docs/besluiten/0047); and the title of a
page with errors.

Built in under Django's own name: a form cannot be made without it, and so no form can be made without a key.
"""

from typing import Any
from uuid import uuid4

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from basis.taal import opsomming

register = template.Library()
# What the summary of errors is called; whoever shows errors in another way has it too.
FOUTEN, TITEL = 'id="fouten"', "<title>"


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString | str:
    """The token against forgery, and for who is signed in the key of this form."""
    token: Any = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":  # noqa: S105  what Django says when there is no request
        return ""
    veld = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    if not getattr(context.get("user"), "is_authenticated", False):
        return veld
    return format_html('{}<input type="hidden" name="formulier" value="{}">', veld, uuid4())


@register.filter
def verplicht_in_woorden(form: forms.BaseForm) -> str:
    """What a reader is told above the fields: that all of them are asked, or which are not; "" above one or two."""
    zichtbaar = [veld.field.required for veld in form.visible_fields()]
    if sum(zichtbaar) < 2:
        return ""
    return "Alles is verplicht." if all(zichtbaar) else "Alles is verplicht, behalve waar “niet verplicht” bij staat."


@register.filter
def antwoorden(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """What was answered, to look over before it is sent: label, answer in words, and the id of the field."""
    paren = ((veld, _in_woorden(veld)) for veld in form.visible_fields())
    return [(str(veld.label), tekst, getattr(veld, "eerste_id", veld.auto_id)) for veld, tekst in paren if tekst]


def _in_woorden(veld: BoundField) -> str:
    waarde: Any = veld.value()
    keuzes = {str(code): str(naam) for code, naam in getattr(veld.field, "choices", ())}
    delen = waarde if isinstance(waarde, list | tuple) else [waarde]
    return opsomming(keuzes.get(str(deel), str(deel)) for deel in delen if deel not in (None, "", False))


class Pagina(template.Node):
    """A whole page. Its title comes first and its errors later, so it is made before its title is known."""

    def __init__(self, nodelist: template.NodeList) -> None:
        """`nodelist`: the page, with its blocks."""
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        """The page; with errors in its form the title begins with that: it is what a tab and a screen reader say."""
        html: str = self.nodelist.render(context)
        return html.replace(TITEL, f"{TITEL}Fout: ", 1) if FOUTEN in html else html


@register.tag
def pagina(parser: template.base.Parser, token: template.base.Token) -> Pagina:
    """`{% pagina %}<!doctype html> … {% eindepagina %}` around a page."""
    nodelist = parser.parse(("eindepagina",))
    parser.delete_first_token()
    return Pagina(nodelist)
