"""How we start Chromium, for stories and for pictures: quiet, Dutch, and at two sizes."""

OPTIES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=nl-NL",
)
HOOGTES = {1440: 900, 390: 844}
