from django.urls import path

from core import views

urlpatterns = [
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/file/", views.job_file, name="job_file"),
    path("inbox/", views.inbox_list, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("metrics", views.prometheus, name="metrics"),
    path("healthz", views.healthz, name="healthz"),
]
