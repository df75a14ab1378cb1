"""Images are written anew: what is left are the points, without place, camera, thumbnail or anything hung behind."""

import io
import warnings
from threading import BoundedSemaphore

from django.conf import settings
from PIL import Image, ImageOps

from basis.geweigerd import Geweigerd

from .vormen import Vorm

TE_VEEL_PUNTEN = "Deze afbeelding is te groot: hoogstens {mp} miljoen beeldpunten. Maak haar kleiner."
BEWEEGT = "Deze afbeelding beweegt. Kies een gewone afbeelding."
DRUK = "Er worden nu veel afbeeldingen bekeken. Probeer het over een minuut nog eens. Uw tekst staat hieronder nog."
# One at a time per web process, so that what it takes is bounded: four bytes a point, and once more while it is turned.
_beurt = BoundedSemaphore(1)
WACHTEN = 30
_SOORTEN = {"png": "PNG", "jpeg": "JPEG"}
_JPEG = {"quality": 92, "optimize": True}


def schoon_af(inhoud: bytes, vorm: Vorm, anders: str) -> bytes:
    """The image written anew, upright. Raises Geweigerd for what is no image of this kind, moves, or has too many
    points; `anders`: what to say when it is something else."""
    if not _beurt.acquire(timeout=WACHTEN):
        raise Geweigerd(DRUK)
    try:
        return _schoon_af(inhoud, vorm, anders)
    finally:
        _beurt.release()


def _schoon_af(inhoud: bytes, vorm: Vorm, anders: str) -> bytes:
    try:
        # What Pillow calls a bomb is only a warning up to twice its limit; ours is checked before a point is unpacked.
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(inhoud), formats=[_SOORTEN[vorm.code]]) as beeld,
        ):
            _eis_maat(beeld)
            # In place: a copy of so many points is two hundred megabytes.
            ImageOps.exif_transpose(beeld, in_place=True)
            return _schrijf(beeld, vorm)
    except Image.DecompressionBombError as fout:
        raise Geweigerd(TE_VEEL_PUNTEN.format(mp=settings.BESTAND_MAX_MEGAPIXELS)) from fout
    except Geweigerd:
        raise
    except Exception as fout:  # a reader of what a stranger made fails in any way there is
        raise Geweigerd(anders) from fout


def _eis_maat(beeld: Image.Image) -> None:
    if beeld.width * beeld.height > settings.BESTAND_MAX_MEGAPIXELS * 1_000_000:
        raise Geweigerd(TE_VEEL_PUNTEN.format(mp=settings.BESTAND_MAX_MEGAPIXELS))
    if getattr(beeld, "is_animated", False):
        raise Geweigerd(BEWEEGT)


def _schrijf(beeld: Image.Image, vorm: Vorm) -> bytes:
    kleur = "RGBA" if vorm.code == "png" and (beeld.mode in {"RGBA", "LA"} or "transparency" in beeld.info) else "RGB"
    if beeld.mode in {"1", "L"}:
        kleur = "L"
    punten = beeld if beeld.mode == kleur else beeld.convert(kleur)
    # The points without all that was said of them: a copy of fifty million points is two hundred megabytes.
    kaal = Image.Image()._new(punten.im)
    doel = io.BytesIO()
    kaal.save(doel, _SOORTEN[vorm.code], **(_JPEG if vorm.code == "jpeg" else {}))
    return doel.getvalue()
