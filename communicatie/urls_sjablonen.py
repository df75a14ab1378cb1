"""Addresses of the wording of mails. Every view gets `gebruik` (the rules that send each mail) from the wiring."""

from django.urls import path

from . import views_sjablonen as views

urlpatterns = [
    path("", views.lijst, name="sjablonen"),
    path("<slug:sjablooncode>/", views.sjabloon, name="sjabloon"),
]
