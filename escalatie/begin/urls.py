"""Addresses of the page Klaar voor gebruik and of the test mail."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.klaar_voor_gebruik, name="klaar_voor_gebruik"),
    path("proefmail/", views.proefmail_sturen, name="proefmail_sturen"),
    path("proefmail/<str:sleutel>/", views.proefmail, name="proefmail"),
]
