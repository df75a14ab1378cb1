"""Addresses of the agenda."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.agenda, name="agenda"),
    path("maken/", views.agenda_maken, name="agenda_maken"),
    path("intrekken/", views.agenda_intrekken, name="agenda_intrekken"),
    path("<str:token>.ics", views.agenda_ics, name="agenda_ics"),
    path("<str:token>.atom", views.agenda_atom, name="agenda_atom"),
]
