"""The tag that every form has, with the key that lets it go through once (docs/besluiten/0047).

Built in under Django's own name: a form cannot be made without it, and so no form can be made without a key.
"""

from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


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
