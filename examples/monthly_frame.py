"""Messages by month and inbox as a pandas data frame, through SQLAlchemy."""

import pandas
from sqlalchemy import create_engine

SQL = """
SELECT date_trunc('month', m.created_date) AS month, i.name AS inbox, count(*) AS messages
FROM messages AS m
JOIN inboxes AS i ON i.id = m.inbox_id
GROUP BY month, inbox
"""

engine = create_engine("heymarket://sandbox")
frame = pandas.read_sql(SQL, engine)
print(frame.pivot_table(index="month", columns="inbox", values="messages", aggfunc="sum").tail(12))
engine.dispose()
