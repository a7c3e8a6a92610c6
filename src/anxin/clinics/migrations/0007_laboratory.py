"""Laboratory results: what clozapine and lithium are held against (5.2.2).

Adds a table only; an older program does not know it. Undo: migrate back to 0006 while it is empty.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("clinics", "0006_partial_supply"),
        ("people", "0003_households_and_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LabResult",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        help_text="a code of the policy's laboratory.csv", max_length=20
                    ),
                ),
                (
                    "value",
                    models.PositiveIntegerField(
                        help_text="small units, as the kind counts them", null=True
                    ),
                ),
                ("taken_on", models.DateField()),
                ("laboratory", models.CharField(help_text="化验单位", max_length=60)),
                ("because", models.TextField(blank=True)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="clinics.labresult",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lab_results",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-taken_on", "kind"),
                "indexes": [
                    models.Index(fields=["person", "-taken_on"], name="lab_result_by_person")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", False), ("corrects__isnull", False), _connector="OR"
                        ),
                        name="lab_result_is_taken_back_by_a_correction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True),
                            models.Q(("because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="lab_correction_says_why",
                    ),
                ],
            },
        ),
    ]
