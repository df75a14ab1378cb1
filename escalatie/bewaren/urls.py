"""Addresses of keeping, destroying and giving out."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.bewaren, name="bewaren"),
    path("verzoek/<int:pk>/", views.bewaarverzoek, name="bewaarverzoek"),
    path("verzoek/<int:pk>/goedkeuren/", views.goedkeuren, name="bewaarverzoek_goedkeuren"),
    path("verzoek/<int:pk>/afwijzen/", views.afwijzen, name="bewaarverzoek_afwijzen"),
    path("verzoek/<int:pk>/bestand/", views.bestand, name="inzage_bestand"),
    path("bewaarplicht/", views.bewaarplicht, name="bewaarplicht"),
    path("bewaarplicht/<int:pk>/opheffen/", views.opheffen, name="bewaarplicht_opheffen"),
    path("inzage/", views.inzage, name="inzageverzoek"),
    path("vernietigd/<int:volgnummer>/", views.akte, name="akte"),
    path("vernietigd/<int:volgnummer>/pdf/", views.akte_pdf, name="akte_pdf"),
]
