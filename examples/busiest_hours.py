"""When customers write: messages received, by weekday and hour in the team's own time zone."""

import heymarket_dbapi

SQL = """
SELECT extract(isodow FROM created_date) AS weekday, extract(hour FROM created_date) AS hour, count(*) AS received
FROM messages
WHERE is_inbound AND created_date >= :since
GROUP BY weekday, hour
ORDER BY received DESC
LIMIT 10
"""

with heymarket_dbapi.connect("heymarket://sandbox", timezone="America/Los_Angeles") as connection:
    cursor = connection.execute(SQL, {"since": "2025-06-01"})
    for weekday, hour, received in cursor:
        print(f"weekday {weekday}, {hour:02}:00  {received}")
    print(f"{len(cursor.api_calls)} calls, {cursor.completeness}")
