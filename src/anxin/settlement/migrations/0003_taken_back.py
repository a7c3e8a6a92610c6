"""A later claim takes back the line of a pick-up that was reversed after its quarter was claimed.

Uniqueness moves from the pick-up to what is claimed of it. An older program reads claims as before and refuses
such a reversal. Undo: migrate back to 0002 while nothing was taken back.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dispensing", "0003_returned_medicine"),
        ("settlement", "0002_loss_charges"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claimline",
            name="claim_line_is_not_negative",
        ),
        migrations.AddField(
            model_name="claimline",
            name="takes_back",
            field=models.OneToOneField(
                help_text="冲减的明细",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_back_by",
                to="settlement.claimline",
            ),
        ),
        migrations.AlterField(
            model_name="claimline",
            name="amount",
            field=models.BigIntegerField(
                help_text="fen; the programme's share, negative: taken back"
            ),
        ),
        migrations.AlterField(
            model_name="claimline",
            name="completed_on",
            field=models.DateField(help_text="领药完成日，冲减的为冲销日；早于本季度的为补报"),
        ),
        migrations.AlterField(
            model_name="claimline",
            name="pickup",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claim_lines",
                to="dispensing.pickup",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gte", 0), ("takes_back__isnull", True)),
                    models.Q(("amount__lte", 0), ("takes_back__isnull", False)),
                    _connector="OR",
                ),
                name="only_what_is_taken_back_is_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimline",
            constraint=models.UniqueConstraint(
                models.F("pickup"),
                condition=models.Q(("takes_back__isnull", True)),
                name="a_pickup_is_claimed_once",
            ),
        ),
    ]
