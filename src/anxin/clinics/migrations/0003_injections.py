"""Injections given at the clinic, and a line that goes on with injections begun elsewhere.

Why: a pick-up that injects records site, hand and time (5.3.2.e, working-rules:injections), and the
next injection is reckoned from those given. The new column has a default; older programs write
lines without it. Injected before: no rows, the next one counts as the first unless the doctor says
that it goes on. Undo: migrate back to 0002 while no injection is written.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0002_doses"),
        ("organisations", "0002_credentials_apart"),
        ("people", "0003_households_and_merges"),
        ("pharmacy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="prescriptionline",
            name="continues",
            field=models.BooleanField(
                default=False, help_text="长效针已在外院或住院时起始，接着打维持针"
            ),
        ),
        migrations.CreateModel(
            name="Injection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("pickup_id", models.UUIDField(db_index=True)),
                ("units", models.PositiveSmallIntegerField()),
                ("micrograms", models.PositiveIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("first", "起始第一针"),
                            ("second", "起始第二针"),
                            ("again_first", "补打第一针"),
                            ("again_second", "补打第二针"),
                            ("regular", "维持针"),
                            ("once", "单次注射"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "site",
                    models.CharField(
                        choices=[
                            ("deltoid_left", "左上臂三角肌"),
                            ("deltoid_right", "右上臂三角肌"),
                            ("gluteal_left", "左侧臀部"),
                            ("gluteal_right", "右侧臀部"),
                        ],
                        max_length=16,
                    ),
                ),
                ("injected_by", models.CharField(help_text="注射人", max_length=40)),
                ("injected_at", models.DateTimeField()),
                ("given_on", models.DateField()),
                ("ended_by_id", models.UUIDField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="injections",
                        to="people.person",
                    ),
                ),
                (
                    "prescription_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="injections",
                        to="clinics.prescriptionline",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pharmacy.product",
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
                "ordering": ("given_on", "injected_at"),
                "indexes": [
                    models.Index(fields=["person", "given_on"], name="injection_by_person")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("pickup_id"),
                        models.F("prescription_line"),
                        name="injected_once_a_pickup_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("micrograms__gt", 0),
                            ("units__gt", 0),
                            models.Q(("injected_by", ""), _negated=True),
                        ),
                        name="injection_is_of_something_by_somebody",
                    ),
                ],
            },
        ),
    ]
