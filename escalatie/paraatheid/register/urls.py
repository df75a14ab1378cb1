"""Addresses of the register."""

from django.urls import URLPattern, path

from . import views

EEN = "paraatheid/<str:paraatkenmerk>/"
urlpatterns: list[URLPattern] = [
    path("actie/<str:token>/paraatheid/", views.paraatlink, name="paraatlink"),
    path("actie/<str:token>/paraatheid/bestand/", views.paraatlink_bestand, name="paraatlink_bestand"),
    path("paraatheid/", views.register, name="register"),
    path("paraatheid/klaarzetten/", views.klaarzetten, name="klaarzetten"),
    path("paraatheid/jaaroverzichten/", views.jaaroverzichten, name="jaaroverzichten"),
    path("paraatheid/rapport/<slug:vorm>/", views.paraatheid_rapport, name="paraatheid_rapport"),
    path(EEN, views.paraatheid, name="paraatheid"),
    path(f"{EEN}vastleggen/", views.paraatheid_vastleggen, name="paraatheid_vastleggen"),
    path(f"{EEN}stap/<slug:code>/", views.paraatheid_stap, name="paraatheid_stap"),
    path(f"{EEN}vastgelegd/<int:nummer>/verbeteren/", views.paraatheid_verbeteren, name="paraatheid_verbeteren"),
    path(f"{EEN}vastgelegd/<int:nummer>/intrekken/", views.paraatheid_intrekken, name="paraatheid_intrekken"),
    path(f"{EEN}bestanden/", views.paraatbestanden, name="paraatbestanden"),
    path(f"{EEN}bestanden/<int:nummer>/", views.paraatbestand, name="paraatbestand"),
    path(
        f"{EEN}bestanden/<int:nummer>/verbeteren/",
        views.paraatbestand_verbeteren,
        name="paraatbestand_verbeteren",
    ),
    path(
        f"{EEN}bestanden/<int:nummer>/intrekken/",
        views.paraatbestand_intrekken,
        name="paraatbestand_intrekken",
    ),
    path(f"{EEN}links/", views.paraatlinks, name="paraatlinks"),
    path(
        f"{EEN}links/<int:nummer>/<slug:handeling>/",
        views.paraatlink_handeling,
        name="paraatlink_handeling",
    ),
]
