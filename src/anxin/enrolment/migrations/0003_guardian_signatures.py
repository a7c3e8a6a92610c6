"""A new guardian's signature on the agreement that lasts (5.1.5.a, A7).

Adds only; an older program goes on. Undo: migrate back to 0002 while the new table is empty.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("enrolment", "0002_admission_in_full"),
        ("people", "0003_households_and_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GuardianSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("signed_on", models.DateField()),
                ("copies", models.PositiveSmallIntegerField(help_text="签了几份；协议一式两份")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardian_signatures",
                        to="enrolment.agreement",
                    ),
                ),
                (
                    "change",
                    models.OneToOneField(
                        help_text="因哪次变更监护人",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardian_signature",
                        to="enrolment.change",
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.guardian",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("copies", 2)), name="a_guardian_signs_both_copies"
                    )
                ],
            },
        ),
    ]
