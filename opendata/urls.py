from django.urls import path

from opendata.views import machines, pages

urlpatterns = [
    path("", pages.index, name="data"),
    path("sets/<slug:key>/", pages.dataset, name="data_set"),
    path("files/<str:name>", machines.file, name="data_file"),
    path("rows.<str:ending>", machines.rows, name="data_rows"),
    path("datapackage.json", machines.datapackage, name="data_package"),
    path("catalog.jsonld", machines.catalog, name="data_catalog"),
]
