from django.urls import path

from accounts.views import own, security, users

urlpatterns = [
    path("", users.user_list, name="user_list"),
    path("me/", own.choose, name="preferences"),
    path("security/", security.security_log, name="security_log"),
    path("invite/", users.invite_staff, name="invite_staff"),
    path("invitations/<int:pk>/send-again/", users.send_invitation_again, name="send_invitation_again"),
    path("invitations/<int:pk>/withdraw/", users.withdraw_invitation, name="withdraw_invitation"),
    path("<int:pk>/active/", users.set_active, name="set_user_active"),
    path("<int:pk>/email/", users.change_email, name="change_email"),
]
