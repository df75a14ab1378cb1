"""The 11 gemeenten of the region IJsselland with their CBS codes (R26, R99)."""

from contacten.models import Gemeente

# Code -> name and CBS code.
GEMEENTEN: dict[str, tuple[str, str]] = {
    "dalfsen": ("Dalfsen", "GM0148"),
    "deventer": ("Deventer", "GM0150"),
    "hardenberg": ("Hardenberg", "GM0160"),
    "kampen": ("Kampen", "GM0166"),
    "olst-wijhe": ("Olst-Wijhe", "GM1773"),
    "ommen": ("Ommen", "GM0175"),
    "raalte": ("Raalte", "GM0177"),
    "staphorst": ("Staphorst", "GM0180"),
    "steenwijkerland": ("Steenwijkerland", "GM1708"),
    "zwartewaterland": ("Zwartewaterland", "GM1896"),
    "zwolle": ("Zwolle", "GM0193"),
}


def zaai_gemeenten() -> dict[str, Gemeente]:
    """Make the gemeenten that are not there yet; returns all eleven by code."""
    Gemeente.objects.bulk_create(
        (
            Gemeente(naam=naam, code=code, cbs_code=cbs, protocol_url=f"https://{code}.example/maatschappelijke-onrust")
            for code, (naam, cbs) in GEMEENTEN.items()
        ),
        ignore_conflicts=True,
    )
    return {gemeente.code: gemeente for gemeente in Gemeente.objects.filter(code__in=GEMEENTEN)}
