"""The admin at /beheer/: for the beheerder only, and only for who is who. It shows no dossier (hazards T2 and M10)."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from .rollen import Rol

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def is_beheerder(request: HttpRequest) -> bool:
    """Whether this request comes from an active beheerder. Superuser and staff flags give nothing here."""
    gebruiker = request.user
    return gebruiker.is_authenticated and gebruiker.is_rol(Rol.BEHEERDER)


def alleen_voor(*rollen: str) -> Callable[[View], View]:
    """View decorator: to a user with another role this page does not exist (404)."""

    def versier(view: View) -> View:
        @wraps(view)
        def bewaakt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            gebruiker = request.user
            if not (gebruiker.is_authenticated and gebruiker.is_rol(*rollen)):
                raise Http404
            return view(request, *args, **kwargs)

        return cast(View, bewaakt)

    return versier


def voor_beheerder(view: View) -> View:
    """View decorator: to everyone but an active beheerder this page does not exist."""

    @wraps(view)
    def bewaakt(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_beheerder(request):
            raise Http404
        return view(request, *args, **kwargs)

    return cast(View, bewaakt)


class BeheerRechten:
    """Rights by role, from code: no permission row in the database can widen them."""

    mag_toevoegen = True
    mag_wijzigen = True
    mag_verwijderen = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the beheerder's menu shows this."""
        return is_beheerder(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether this may be looked at."""
        return is_beheerder(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether a new one may be made."""
        return self.mag_toevoegen and is_beheerder(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether this may be changed."""
        return self.mag_wijzigen and is_beheerder(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether this may be removed. Mostly not: a contact lapses, an account ends, and its history stays."""
        return self.mag_verwijderen and is_beheerder(request)


class BeheerSite(admin.AdminSite):
    """The admin site. Admits no model but ours, and answers 404 to everyone but the beheerder."""

    site_header = "Calamiteitenregie: beheer"
    site_title = "Beheer"
    index_title = "Contacten en gebruikers"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a model with one of our own admin classes; what a library offers of itself stays out."""
        if admin_class is not None and issubclass(admin_class, BeheerRechten):
            super().register(model_or_iterable, admin_class, **options)

    def unregister(self, model_or_iterable: type[Model] | Iterable[type[Model]]) -> None:
        """Forget a model; a library that takes back what was never admitted is not an error."""
        modellen = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        super().unregister([model for model in modellen if self.is_registered(model)])

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this request may use the admin at all."""
        return is_beheerder(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Wrap a page: to someone signed in without this role it does not exist."""
        binnen = super().admin_view(view, cacheable)

        @wraps(binnen)
        def beheer_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return binnen(request, *args, **kwargs)

        return cast(View, beheer_view)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the sign-in page of the app: one door, one lock-out rule."""
        if self.has_permission(request):
            return redirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index", current_app=self.name))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the sign-out page of the app."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the password page of the app."""
        return redirect("account_change_password")
