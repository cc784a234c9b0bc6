from django.urls import path

from solokop.city.views import decisions, page

urlpatterns = [
    path("", page.show, name="city"),
    path("cooperatives/", page.cooperatives, name="city_cooperatives"),
    path("filings/", page.reports, name="city_reports"),
    path("city.xlsx", page.workbook, name="city_xlsx"),
    path("city.pdf", page.paper, name="city_pdf"),
    path("pictures/<slug:name>.png", page.picture, name="city_picture_file"),
    path("targets/", page.targets, name="city_targets"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<slug:matter>/<int:pk>/", decisions.disposition, name="disposition"),
    path("decisions/<int:pk>/done/", decisions.done, name="disposition_done"),
    path("decisions/<int:pk>/back/", decisions.take_back, name="disposition_back"),
]
