"""A trial belongs to the proposal it tries, and what may be told of it stands beside (7.4, 7.2.d).

Why: the office tries a value on the register before it is adopted; the commission reads of it what
points at nobody. No run was ever kept before, so the new columns are empty.
Undo: `migrate adoption 0001`; runs stay, without their proposal.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("adoption", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="whatifrun",
            name="proposal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="what_ifs",
                to="adoption.proposal",
            ),
        ),
        migrations.AddField(
            model_name="whatifrun",
            name="told",
            field=models.JSONField(
                default=dict,
                help_text="totals without what points at few people, for the commission",
            ),
        ),
        migrations.AddIndex(
            model_name="whatifrun",
            index=models.Index(fields=["proposal", "-recorded_at"], name="what_ifs_of_proposal"),
        ),
    ]
