"""Addresses of the drills among real work. What happens in one stands below /oefening/<nummer>/ (`InOefening`)."""

from django.urls import URLPattern, path

from . import views
from .link import views as link

urlpatterns: list[URLPattern] = [
    path("oefeningen/", views.oefeningen, name="oefeningen"),
    path("oefeningen/nieuw/", views.oefening_nieuw, name="oefening_nieuw"),
    path("oefeningen/<int:oefening>/", views.oefening, name="oefening"),
    path("oefeningen/<int:oefening>/meedoen/<slug:handeling>/", views.oefening_meedoen, name="oefening_meedoen"),
    path("oefeningen/<int:oefening>/leiden/<slug:handeling>/", views.oefening_leiden, name="oefening_leiden"),
    path("oefeningen/<int:oefening>/uitnodigen/", views.oefening_uitnodigen, name="oefening_uitnodigen"),
    path(
        "oefeningen/<int:oefening>/uitnodigen/<int:nummer>/<slug:handeling>/",
        views.oefening_uitnodiging,
        name="oefening_uitnodiging",
    ),
    # Behind a link, for who has no account.
    path("oefeningen/meedoen/<str:token>/", link.oefenlink, name="oefenlink"),
    path("oefeningen/aanmelden/<str:token>/", link.oefenlink_vraag, name="oefenlink_vraag"),
    path("oefeningen/<int:oefening>/nabespreking/", views.oefening_nabespreking, name="oefening_nabespreking"),
    path("oefeningen/<int:oefening>/nabespreking.pdf", views.oefening_pdf, name="oefening_pdf"),
]
