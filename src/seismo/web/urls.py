from django.urls import path

from seismo.web import (
    accounts,
    events,
    issues,
    merging,
    operations,
    project_settings,
    projects,
    search,
    setup,
)

urlpatterns = [
    path("", issues.home, name="home"),
    path("issues/", issues.issue_list, name="issues"),
    path("issues/pulse/", issues.pulse, name="pulse"),
    path("issues/change/", issues.change_many, name="issues_action"),
    path("issues/<str:short_id>/", events.latest, name="issue"),
    path("issues/<str:short_id>/tags/", events.tags, name="issue_tags"),
    path("issues/<str:short_id>/resolve/", issues.resolve, name="issue_resolve"),
    path("issues/<str:short_id>/reopen/", issues.reopen, name="issue_reopen"),
    path("issues/<str:short_id>/parts/", merging.parts, name="issue_parts"),
    path("issues/<str:short_id>/merge/", merging.merge, name="issue_merge"),
    path("issues/<str:short_id>/unmerge/", merging.unmerge, name="issue_unmerge"),
    path("issues/<str:short_id>/events/<str:event_id>/", events.show, name="issue_event"),
    path("issues/<str:short_id>/events/<str:event_id>/json/", events.as_json, name="event_json"),
    path("events/<str:event_id>/", search.event, name="event"),
    path("events/<str:event_id>/json/", search.event_raw, name="event_raw"),
    path("search/", search.search, name="search"),
    path("palette/", search.palette, name="palette"),
    path("projects/", projects.project_list, name="projects"),
    path("projects/new/", projects.project_new, name="project_new"),
    path("projects/<slug:slug>/", projects.project, name="project"),
    path(
        "projects/<slug:slug>/settings/", project_settings.project_settings, name="project_settings"
    ),
    path(
        "projects/<slug:slug>/settings/general/", project_settings.general, name="project_general"
    ),
    path("projects/<slug:slug>/setup/<slug:platform>/", setup.project_setup, name="project_setup"),
    path("projects/<slug:slug>/waiting/", setup.project_waiting, name="project_waiting"),
    path("login/", accounts.login, name="login"),
    path("logout/", accounts.logout, name="logout"),
    path("setup/<str:token>/", accounts.first_run, name="first_run"),
    path("preferences/", accounts.preferences, name="preferences"),
    path("_health/", operations.health, name="health"),
    path("metrics", operations.metrics, name="metrics"),
]
