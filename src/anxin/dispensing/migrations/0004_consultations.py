"""The expert's opinion that a month share above the cap rests on (4.2, 5.1.5.e).

Adds an empty column, for an instant under an exclusive lock; an older program leaves it empty.
Undo: migrate back to 0003; the shares stay, without the opinion that they rest on.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dispensing", "0003_returned_medicine"),
        ("funding", "0002_consultations"),
    ]

    operations = [
        migrations.AddField(
            model_name="monthshare",
            name="consultation",
            field=models.ForeignKey(
                help_text="超过限额所依据的专家意见",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="funding.consultation",
            ),
        ),
    ]
