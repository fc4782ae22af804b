from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seismo_kit", "0001_feedback")]

    operations = [
        migrations.CreateModel(
            name="AlertLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created", models.DateTimeField(db_index=True)),
                ("rule", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=200)),
                ("channel", models.CharField(max_length=200)),
                ("is_sent", models.BooleanField(db_index=True)),
                ("problem", models.CharField(blank=True, max_length=500)),
            ],
            options={"verbose_name": "alert", "ordering": ("-created", "-pk")},
        ),
    ]
