"""Read by upgrade_steps.py and run in `manage.py shell`: all tables of the portal's database go.

A database of a newer version cannot take the rows of an older one, so that the way back makes its tables anew.
"""

from django.db import connection

connection.disable_constraint_checking()
with connection.cursor() as cursor:
    names = [connection.ops.quote_name(name) for name in connection.introspection.table_names(cursor)]
    if connection.vendor == "postgresql" and names:
        cursor.execute(f"DROP TABLE {', '.join(names)} CASCADE")
    else:
        for name in names:
            cursor.execute(f"DROP TABLE {name}")
