from django.urls import path

from core import views
from core.offline import views as offline
from core.papers import views as papers

urlpatterns = [
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/file/", views.job_file, name="job_file"),
    path("inbox/", views.inbox_list, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.offline, name="offline"),
    path("offline/key/", offline.key, name="store_key"),
    path("phone/", offline.phone, name="phone"),
    path("papers/", papers.ask, name="paper_check_form"),
    path("papers/<str:code>/", papers.check, name="paper_check"),
    path("metrics", views.prometheus, name="metrics"),
    path("healthz", views.healthz, name="healthz"),
]
