from django.urls import path

from solokop.city import views

urlpatterns = [
    path("", views.show, name="city"),
    path("cooperatives/", views.cooperatives, name="city_cooperatives"),
    path("reports/", views.reports, name="city_reports"),
    path("targets/", views.targets, name="city_targets"),
]
