from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.user_list, name="user_list"),
    path("me/", views.choose, name="preferences"),
    path("invite/", views.invite_staff, name="invite_staff"),
    path("invitations/<int:pk>/send-again/", views.send_invitation_again, name="send_invitation_again"),
    path("invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("<int:pk>/active/", views.set_active, name="set_user_active"),
]
