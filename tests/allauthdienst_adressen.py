"""The addresses of `tests/allauthdienst.py`, and what it says of somebody."""

import json
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.account.urls")), path("", include("allauth.idp.urls"))]


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Says of somebody what the directory of the organisation holds of him."""

    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, **kwargs: Any) -> dict[str, Any]:
        """The claims of the standard, and those of the organisation."""
        return {**super().get_claims(purpose, user, client, scopes, **kwargs), **json.loads(user.first_name)}
