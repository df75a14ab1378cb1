"""Addresses of keeping, destroying and giving out."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.bewaren, name="bewaren"),
    path("verzoek/<int:nummer>/", views.bewaarverzoek, name="bewaarverzoek"),
    path("verzoek/<int:nummer>/goedkeuren/", views.goedkeuren, name="bewaarverzoek_goedkeuren"),
    path("verzoek/<int:nummer>/afwijzen/", views.afwijzen, name="bewaarverzoek_afwijzen"),
    path("verzoek/<int:nummer>/bestand/", views.bestand, name="inzage_bestand"),
    path("bewaarplicht/", views.bewaarplicht, name="bewaarplicht"),
    path("bewaarplicht/<int:nummer>/opheffen/", views.opheffen, name="bewaarplicht_opheffen"),
    path("inzage/", views.inzage, name="inzageverzoek"),
    path("vernietigd/<int:nummer>/", views.akte, name="akte"),
    path("vernietigd/<int:nummer>/pdf/", views.akte_pdf, name="akte_pdf"),
]
