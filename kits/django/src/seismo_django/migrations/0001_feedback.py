from django.db import migrations, models

import seismo_django.feedback.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "feedback_id",
                    models.CharField(
                        default=seismo_django.feedback.models.new_id,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("created", models.DateTimeField(db_index=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "not delivered yet"),
                            ("sent", "delivered"),
                            ("spam", "looks like spam"),
                        ],
                        db_index=True,
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("message", models.TextField()),
                ("name", models.CharField(blank=True, max_length=100)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("event_id", models.CharField(blank=True, db_index=True, max_length=32)),
                ("request_id", models.CharField(blank=True, db_index=True, max_length=64)),
                ("route", models.CharField(blank=True, max_length=255)),
                ("user_id", models.CharField(blank=True, max_length=255)),
                ("is_mailed", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "feedback",
                "verbose_name_plural": "feedback",
                "ordering": ("-created", "-pk"),
            },
        ),
    ]
