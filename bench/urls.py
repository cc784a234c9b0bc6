from django.contrib import admin
from django.urls import path

from cooperatives.models import Cooperative
from solokop.urls import urlpatterns as portal


class OpenSite(admin.AdminSite):
    def has_permission(self, request):
        return True


class CooperativeAdmin(admin.ModelAdmin):
    """The changelist with the columns, filters, search and page size of the portal's list."""

    list_display = ("name", "status", "village", "district", "kind", "members", "assets", "last_rat_year")
    list_filter = ("status", "district", "village", "kind", "group", "pattern", "form", "last_rat_year", "in_revival")
    search_fields = ("name", "legal_number", "national_number", "address", "chair")
    list_select_related = ("village", "district")
    list_per_page = 25

    def has_view_permission(self, request, obj=None):
        return True

    has_change_permission = has_module_permission = has_view_permission


site = OpenSite(name="bench")
site.register(Cooperative, CooperativeAdmin)
urlpatterns = [path("bench-admin/", site.urls), *portal]
