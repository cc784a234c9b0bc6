from django.urls import path

from solokop.city import views

urlpatterns = [
    path("", views.show, name="city"),
    path("cooperatives/", views.cooperatives, name="city_cooperatives"),
    path("filings/", views.reports, name="city_reports"),
    path("city.xlsx", views.workbook, name="city_xlsx"),
    path("city.pdf", views.paper, name="city_pdf"),
    path("targets/", views.targets, name="city_targets"),
]
