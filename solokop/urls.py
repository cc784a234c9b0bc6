from django.urls import include, path
from django.views.i18n import set_language

from accounts.permissions import Capability, requires
from cooperatives.views import invitations, public
from core import views as core_views
from core.office_papers import emblem_views, signer_views
from reports.views import calendar
from reports.views import public as report_pages
from revival.views import answers
from solokop import engines, views
from solokop.city.views import public as city_public
from solokop.event_log import views as log_views
from training.views import certificates

administrators = requires(Capability.ADMINISTER)

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language(set_language), name="set_language"),
    path("accounts/", include("accounts.sign_in.allauth_urls")),
    path("users/", include("accounts.urls")),
    path("invitations/<str:token>/", invitations.accept, name="accept_invitation"),
    path("cooperatives/", include("cooperatives.urls")),
    path("reports/", include("reports.urls")),
    path("training/", include("training.urls")),
    path("revival/", include("revival.urls")),
    path("warnings/", include("supervision.urls")),
    path("city/", include("solokop.city.urls")),
    path("kembali/", answers.typed, name="answer_code"),
    path("kembali/<str:code>/", answers.answer, name="answer"),
    path("certificates/", certificates.certificate_list, name="certificate_list"),
    path("certificates/layout/", certificates.layout, name="certificate_layout"),
    path("certificates/<str:number>/", certificates.certificate, name="certificate"),
    path("certificates/<str:number>/certificate.pdf", certificates.one_pdf, name="certificate_pdf"),
    path("certificates/<str:number>/withdraw/", certificates.withdraw, name="certificate_withdraw"),
    path("calendar/due-dates.ics", calendar.due_dates, name="calendar"),
    path("calendar/<str:token>/due-dates.ics", calendar.own, name="own_calendar"),
    path("receipts/<str:number>/", report_pages.receipt, name="receipt"),
    path("data/", include("opendata.urls")),
    path("api/v1/", include("opendata.api.urls")),
    path("register/", public.register, name="public_register"),
    path("register/figures/", city_public.figures, name="public_figures"),
    path("register/<int:pk>/", public.record, name="public_record"),
    path("register/<int:pk>/tell/", public.tell, name="tell"),
    path("register/told/", public.follow, name="follow_complaint"),
    path("register/told/<str:number>/", public.complaint, name="public_complaint"),
    path("register/<int:pk>/sticker/", public.sticker, name="public_sticker"),
    path("robots.txt", engines.robots, name="robots"),
    path("sitemap.xml", engines.site_map, name="site_map"),
    path("sitemap-<slug:name>.xml", engines.site_map_part, name="site_map_part"),
    path(".well-known/security.txt", engines.security, name="security_txt"),
    # Pages of the ground floor that only an administrator opens: roles are known from the floor above on.
    path("outbox/", administrators(core_views.outbox_list), name="outbox"),
    path("outbox/<int:pk>/", administrators(core_views.outbox_mail), name="outbox_mail"),
    path("outbox/<int:pk>/retry/", administrators(core_views.outbox_retry), name="outbox_retry"),
    path("log/", administrators(log_views.event_log), name="event_log"),
    path("system/", administrators(core_views.system), name="system"),
    path("system/tasks/<int:pk>/retry/", administrators(core_views.retry_task), name="task_retry"),
    path("system/jobs/<int:pk>/retry/", administrators(core_views.retry_job), name="job_retry"),
    path("settings/", administrators(core_views.office_settings), name="office_settings"),
    path("settings/signers/", administrators(signer_views.signer_list), name="signers"),
    path("settings/signers/add/", administrators(signer_views.signer_add), name="signer_add"),
    path("settings/signers/<int:pk>/", administrators(signer_views.signer_edit), name="signer_edit"),
    path("settings/signers/<int:pk>/end/", administrators(signer_views.signer_end), name="signer_end"),
    path("settings/signers/<int:pk>/delete/", administrators(signer_views.signer_delete), name="signer_delete"),
    path("settings/emblem/", administrators(emblem_views.show), name="emblem"),
    path("settings/emblem/remove/", administrators(emblem_views.remove), name="emblem_remove"),
    path("settings/emblem/head.pdf", administrators(emblem_views.preview), name="letterhead_pdf"),
    path("", include("core.urls")),
]

handler400 = "core.error_pages.bad_request"
handler403 = "core.error_pages.forbidden"
handler404 = "core.error_pages.not_found"
handler429 = "accounts.error_pages.too_many"
handler500 = "core.error_pages.server_error"
