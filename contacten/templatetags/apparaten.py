"""What a browser calls itself, in words that its owner recognises."""

from django import template

register = template.Library()
# The first that fits: most browsers call themselves by the names of others too.
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMEN = (
    ("iPhone", "een iPhone"),
    ("iPad", "een iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "een Mac"),
    ("Linux", "Linux"),
)


@register.filter
def apparaat(zegt: str) -> str:
    """Give browser and system ("Chrome op Windows") of what a browser says of itself; never its own words."""
    browser = next((naam for teken, naam in BROWSERS if teken in zegt), "een onbekende browser")
    systeem = next((naam for teken, naam in SYSTEMEN if teken in zegt), "")
    return f"{browser} op {systeem}" if systeem else browser
