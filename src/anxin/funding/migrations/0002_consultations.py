"""What the expert group is asked about a plan over the monthly cap, and what came of it (4.2, A2).

Five new tables; nothing of what is there changes, and an older program goes on beside them.
Undo: migrate back to 0001 while dispensing is at 0003; what was asked is lost with the tables.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("clinics", "0002_doses"),
        ("funding", "0001_initial"),
        ("organisations", "0002_credentials_apart"),
        ("people", "0003_households_and_merges"),
        ("pharmacy", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("asked_on", models.DateField()),
                ("case", models.TextField(help_text="病情和用药理由")),
                ("stage", models.CharField(max_length=24)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinics.attendance",
                    ),
                ),
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
                        related_name="consultations",
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
                "ordering": ("-recorded_at",),
            },
        ),
        migrations.CreateModel(
            name="ConsultationEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("move", models.CharField(max_length=24)),
                ("from_stage", models.CharField(editable=False, max_length=24)),
                ("to_stage", models.CharField(editable=False, max_length=24)),
                ("because", models.TextField(blank=True)),
                ("clause", models.CharField(blank=True, max_length=24)),
                ("occurred_on", models.DateField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="funding.consultation",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsultationLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("directions", models.CharField(help_text="用法用量", max_length=120)),
                ("days", models.PositiveSmallIntegerField()),
                ("quantity", models.PositiveIntegerField(help_text="units")),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funding.consultation",
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
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="ConsultationMonth",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.CharField(help_text="2026-12", max_length=7)),
                ("cap", models.BigIntegerField(help_text="fen; the cap of the day that was asked")),
                ("amount", models.BigIntegerField(help_text="fen in all")),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="months",
                        to="funding.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ("month",),
            },
        ),
        migrations.CreateModel(
            name="ExpertWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("agrees", models.BooleanField()),
                ("text", models.TextField(help_text="专家的意见")),
                ("signed_on", models.DateField()),
                ("kind", models.CharField(help_text="jpeg or pdf", max_length=4)),
                ("content", models.BinaryField(help_text="ciphertext of the signed paper")),
                ("content_hash", models.BinaryField(help_text="SHA-256 of the signed paper")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="word",
                        to="funding.consultation",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.groupmember",
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
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(fields=["stage", "-recorded_at"], name="consultation_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(
                models.F("person"),
                condition=models.Q(("stage__in", ("asked", "advised"))),
                name="one_open_consultation_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="consultationevent",
            index=models.Index(fields=["consultation", "recorded_at"], name="consultation_events"),
        ),
        migrations.AddConstraint(
            model_name="consultationline",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gt", 0), ("quantity__gt", 0)),
                name="consultation_line_is_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationmonth",
            constraint=models.UniqueConstraint(
                models.F("consultation"), models.F("month"), name="month_once_a_consultation"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationmonth",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", models.F("cap")), ("cap__gte", 0)),
                name="consultation_raises_the_cap",
            ),
        ),
    ]
