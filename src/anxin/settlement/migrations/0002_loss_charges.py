"""What ran up with a card while it was lost, who bears it, and what was paid back (A5.n4).

Adds only; an older program goes on. Undo: migrate back to 0001 while the new tables are empty.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("dispensing", "0001_initial"),
        ("enrolment", "0002_admission_in_full"),
        ("people", "0003_households_and_merges"),
        ("settlement", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LossCharge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("lost_on", models.DateField()),
                ("reported_on", models.DateField()),
                ("amount", models.BigIntegerField(help_text="fen; all that the payers bore")),
                ("stage", models.CharField(max_length=24)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loss_charges",
                        to="enrolment.card",
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
                    "pickup",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loss_charge",
                        to="dispensing.pickup",
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
                "ordering": ("recorded_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="LossChargeEvent",
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
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="settlement.losscharge",
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
            name="LossPayment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("amount", models.BigIntegerField(help_text="fen")),
                ("paid_on", models.DateField()),
                ("receipt_number", models.CharField(max_length=40, unique=True)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
                    ),
                ),
                (
                    "charge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="settlement.losscharge",
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
        ),
        migrations.AddIndex(
            model_name="losscharge",
            index=models.Index(fields=["stage", "recorded_at"], name="loss_charges_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="losscharge",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="a_loss_charge_is_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="losscharge",
            constraint=models.CheckConstraint(
                condition=models.Q(("reported_on__gte", models.F("lost_on"))),
                name="a_loss_is_reported_after_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="losspayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), models.Q(("receipt_number", ""), _negated=True)
                ),
                name="a_loss_payment_has_its_receipt",
            ),
        ),
    ]
