from django.urls import path

from revival.views import board, cases, lists, teams

urlpatterns = [
    path("", lists.case_list, name="revival"),
    path("candidates/", lists.candidates, name="revival_candidates"),
    path("candidates/open/", lists.open_cases, name="revival_open"),
    path("candidates/others/", lists.others, name="revival_others"),
    path("signs/", lists.sign_list, name="revival_signs"),
    path("cooperatives/<int:pk>/ask/", board.ask, name="revival_ask"),
    path("cooperatives/<int:pk>/open/", lists.begin, name="revival_begin"),
    path("openings/<int:pk>/take-back/", lists.opening_take_back, name="revival_opening_back"),
    path("hand-over/", lists.hand_over, name="revival_hand_over"),
    path("teams/", teams.team_list, name="revival_teams"),
    path("teams/<int:pk>/", teams.team_edit, name="revival_team"),
    path("programmes/new/", teams.programme, name="revival_programme_new"),
    path("programmes/<int:pk>/", teams.programme, name="revival_programme"),
    path("cooperatives/<int:pk>/", board.panel, name="revival_panel"),
    path("<int:pk>/", cases.case, name="revival_case"),
    path("<int:pk>/move/", cases.move, name="revival_move"),
    path("<int:pk>/move/back/", cases.move_back, name="revival_move_back"),
    path("<int:pk>/end/", cases.end, name="revival_end"),
    path("<int:pk>/step/", cases.step, name="revival_step"),
    path("<int:pk>/hold/", cases.hold, name="revival_hold"),
    path("<int:pk>/hold/release/", cases.release, name="revival_release"),
    path("<int:pk>/take/", cases.take, name="revival_take"),
    path("<int:pk>/causes/", cases.causes, name="revival_causes"),
    path("<int:pk>/decisions/", cases.decide, name="revival_decide"),
    path("<int:pk>/plan/", cases.plan_add, name="revival_plan_add"),
    path("<int:pk>/plan/<int:line>/", cases.plan_edit, name="revival_plan_edit"),
    path("<int:pk>/plan/<int:line>/done/", cases.plan_done, name="revival_plan_done"),
]
