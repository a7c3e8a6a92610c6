"""Why somebody who was booked did not come, and the next day that was agreed (5.3.2.c, 7.3.c).

Adds a table. An older program goes on, and lists nobody. Reversible while nothing was written down.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("clinics", "0009_called_off"),
        ("people", "0003_households_and_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
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
                    "cause",
                    models.CharField(
                        choices=[
                            ("works_away", "外出务工"),
                            ("moved", "迁居"),
                            ("missing", "走失"),
                            ("in_hospital", "住院"),
                            ("forgot", "忘记"),
                            ("road", "路途困难"),
                            ("refuses", "拒绝服药"),
                            ("not_reached", "联系不上"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("promised_on", models.DateField(null=True)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="clinics.booking",
                    ),
                ),
                (
                    "next_booking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinics.booking",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
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
                "ordering": ("recorded_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("next_booking__isnull", False), ("promised_on__isnull", True)
                            ),
                            models.Q(
                                ("next_booking__isnull", True), ("promised_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="one_next_day_is_agreed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", "other"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="another_cause_is_explained",
                    ),
                ],
            },
        ),
    ]
