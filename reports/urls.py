from django.urls import path, register_converter

from reports.converters import QuarterConverter
from reports.views import due, filing, form, obligation, office, periods, public, review, uploads, versions

register_converter(QuarterConverter, "quarter")

urlpatterns = [
    path("", due.home, name="report_home"),
    path("guide/", public.guide, name="report_guide"),
    path("holidays/", office.holidays, name="holidays"),
    path("holidays/<int:pk>/delete/", office.delete_holiday, name="holiday_delete"),
    path("accept/", review.accept_clean, name="report_accept_clean"),
    path("periods/", periods.period_list, name="period_list"),
    path("periods/<quarter:quarter>/", periods.overview, name="period"),
    path("periods/<quarter:quarter>/list/", periods.obligations, name="period_obligations"),
    path("periods/<quarter:quarter>/list.xlsx", periods.export, name="period_export"),
    path("periods/<quarter:quarter>/summary.xlsx", periods.summary, name="period_summary"),
    path("periods/<quarter:quarter>/joint/", periods.joint, name="period_joint"),
    path("periods/<quarter:quarter>/extend/", office.extend, name="period_extend"),
    path("periods/<quarter:quarter>/remove/", office.remove_period, name="period_remove"),
    path("cooperatives/<int:pk>/panel/", obligation.panel, name="report_panel"),
    path("cooperatives/<int:pk>/add/<quarter:quarter>/", office.add_obligation, name="obligation_add"),
    path("<int:pk>/", obligation.detail, name="obligation"),
    path("<int:pk>/template.xlsx", obligation.template, name="report_template"),
    path("<int:pk>/upload/", uploads.upload, name="report_upload"),
    path("<int:pk>/uploads/<int:upload>/", uploads.result, name="upload_result"),
    path("<int:pk>/uploads/<int:upload>/take/", uploads.take, name="upload_take"),
    path("<int:pk>/uploads/<int:upload>/decline/", uploads.decline, name="upload_decline"),
    path("<int:pk>/uploads/<int:upload>/file/", uploads.original, name="upload_file"),
    path("<int:pk>/uploads/<int:upload>/marked.xlsx", uploads.marked, name="upload_marked"),
    path("<int:pk>/form/", form.begin, name="report_form_begin"),
    path("<int:pk>/form/<slug:part>/", form.step, name="report_form"),
    path("<int:pk>/check/", filing.check, name="report_check"),
    path("<int:pk>/sign/", filing.sign, name="report_sign"),
    path("<int:pk>/nil/", filing.nil, name="report_nil"),
    path("<int:pk>/discard/", filing.discard, name="report_discard"),
    path("<int:pk>/withdraw/", filing.withdraw, name="report_withdraw"),
    path("<int:pk>/correct/", filing.correct, name="report_correct"),
    path("<int:pk>/amend/", filing.amend, name="report_amend"),
    path("<int:pk>/waive/", office.waive, name="obligation_waive"),
    path("<int:pk>/waive/end/", office.end_waiver, name="waiver_end"),
    path("<int:pk>/realign/", office.realign, name="obligation_realign"),
    path("<int:pk>/extend/", office.extend_one, name="obligation_extend"),
    path("<int:pk>/versions/<int:version>/", versions.detail, name="report_version"),
    path("<int:pk>/versions/<int:version>/receipt/", versions.receipt, name="report_receipt"),
    path("<int:pk>/versions/<int:version>/receipt.pdf", versions.receipt_pdf, name="report_receipt_pdf"),
    path("<int:pk>/versions/<int:version>/begin/", review.begin, name="review_begin"),
    path("<int:pk>/versions/<int:version>/release/", review.release, name="review_release"),
    path("<int:pk>/versions/<int:version>/comment/", review.comment, name="review_comment"),
    path(
        "<int:pk>/versions/<int:version>/comments/<int:comment>/delete/", review.delete_comment, name="comment_delete"
    ),
    path("<int:pk>/versions/<int:version>/decide/", review.decide, name="review_decide"),
]
