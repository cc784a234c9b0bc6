from django.urls import path

from supervision.views import cooperative, lists

urlpatterns = [
    path("", lists.warnings, name="warnings"),
    path("rules/", lists.rules, name="warning_rules"),
    path("limits/", lists.limits_of_office, name="warning_limits"),
    path("<int:pk>/", cooperative.cooperative, name="warning_page"),
    path("<int:pk>/<int:warning>/answer/", cooperative.answer, name="warning_answer"),
    path("<int:pk>/<int:warning>/again/", cooperative.tell_again, name="warning_again"),
]
