"""A doctor sits at one point a day (5.2.1, working-rules:rota).

Before, a doctor could be published at two points on one day. Fails where that stands in the records:
take one of the two out first. An older program goes on; what it publishes twice is refused. Reversible.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinics", "0003_injections")]

    operations = [
        migrations.RemoveConstraint(model_name="clinicday", name="doctor_once_a_clinic_day"),
        migrations.AddConstraint(
            model_name="clinicday",
            constraint=models.UniqueConstraint(
                models.F("day"), models.F("doctor"), name="doctor_at_one_point_a_day"
            ),
        ),
    ]
