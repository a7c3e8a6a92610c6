"""What is owed of a prescription, and an arrival that is for it on another day than a clinic day.

Adds a table, and lets an arrival stand without a clinic day. An older program still works: it writes no
such arrival. Undo: migrate back to 0005 while nothing is owed and nobody arrived for it.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("clinics", "0005_proxies_and_stability"),
        ("organisations", "0002_credentials_apart"),
        ("people", "0003_households_and_merges"),
        ("pharmacy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Owed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("quantity", models.PositiveIntegerField(help_text="units")),
                ("days", models.PositiveSmallIntegerField(help_text="days that they cover")),
                ("reason", models.CharField(help_text="原因", max_length=20)),
                ("since", models.DateField(help_text="从哪天起欠")),
                ("last_day", models.DateField(help_text="可以补发的最后一天")),
                (
                    "pickup_id",
                    models.UUIDField(db_index=True, help_text="the pick-up after which it is owed"),
                ),
                ("ended_by_id", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ("since", "recorded_at"),
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="owed_on",
            field=models.ForeignKey(
                help_text="不是门诊日，来领这张处方的欠药",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clinics.prescription",
            ),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="clinic_day",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="clinics.clinicday",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clinic_day__isnull", False), ("owed_on__isnull", True)),
                    models.Q(("clinic_day__isnull", True), ("owed_on__isnull", False)),
                    _connector="OR",
                ),
                name="attendance_is_of_a_clinic_day_or_for_what_is_owed",
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="owed",
                to="clinics.prescriptionline",
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="owed",
                to="clinics.prescription",
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pharmacy.product"
            ),
        ),
        migrations.AddField(
            model_name="owed",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="owed",
            index=models.Index(
                condition=models.Q(("ended_by_id__isnull", True)),
                fields=["organisation", "since"],
                name="owed_by_point",
            ),
        ),
        migrations.AddConstraint(
            model_name="owed",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gt", 0), ("quantity__gt", 0)),
                name="owed_is_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="owed",
            constraint=models.UniqueConstraint(
                models.F("line"),
                condition=models.Q(("ended_by_id__isnull", True)),
                name="a_line_is_owed_once",
            ),
        ),
    ]
