from typing import Any

import django.db.models.deletion
from django.db import migrations, models

ROLES = [
    ("owner", "Owner"),
    ("manager", "Manager"),
    ("admin", "Admin"),
    ("member", "Member"),
    ("read_only", "Read-only"),
]
TEAM_ROLES = [("contributor", "Contributor"), ("admin", "Admin")]


def keep_members(apps: Any, schema_editor: object) -> None:
    team_member = apps.get_model("catalog", "TeamMember")
    old = apps.get_model("catalog", "Team").members.through
    team_member.objects.bulk_create(
        team_member(team_id=row.team_id, member_id=row.member_id) for row in old.objects.all()
    )


def give_teams(apps: Any, schema_editor: object) -> None:
    """A project of no team becomes one of the organization's first: as before, all of it sees the project."""
    first = {}
    for team in apps.get_model("catalog", "Team").objects.order_by("-id"):
        first[team.organization_id] = team
    for project in apps.get_model("catalog", "Project").objects.filter(teams=None):
        if project.organization_id in first:
            project.teams.add(first[project.organization_id])


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0009_regrouped"),
    ]

    operations = [
        migrations.AlterField(
            model_name="member",
            name="role",
            field=models.CharField(choices=ROLES, default="member", max_length=16),
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(choices=TEAM_ROLES, default="contributor", max_length=16),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="catalog.member",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="catalog.team",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(fields=("team", "member"), name="team_member_once"),
        ),
        migrations.RunPython(keep_members, migrations.RunPython.noop),
        migrations.RemoveField(model_name="team", name="members"),
        migrations.AddField(
            model_name="team",
            name="members",
            field=models.ManyToManyField(
                blank=True, related_name="teams", through="catalog.TeamMember", to="catalog.member"
            ),
        ),
        migrations.RunPython(give_teams, migrations.RunPython.noop),
    ]
