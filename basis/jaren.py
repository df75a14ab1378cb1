"""Which years people can mean: asked of every day that is typed, in a form, in the admin or on a row."""

import datetime as dt

from django.core.exceptions import ValidationError

# Wide enough for the first day of any seat or contract and the last of any plan; a slip of the pen lies far outside.
VROEGSTE_JAAR, LAATSTE_JAAR = 1950, 2100


def eis_jaar(dag: dt.date) -> None:
    """Validator: refuse a year that nobody means (0026, 2206). Raises ValidationError with a Dutch sentence."""
    if not VROEGSTE_JAAR <= dag.year <= LAATSTE_JAAR:
        raise ValidationError(f"Controleer het jaar: {dag.year:04d} kan niet.", code="jaar")
