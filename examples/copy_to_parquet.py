"""Copies messages to a Parquet file page by page, in flat memory, and tells what it cost."""

import tempfile
from pathlib import Path

import pyarrow.parquet

import heymarket_dbapi

with tempfile.TemporaryDirectory() as folder, heymarket_dbapi.connect("heymarket://sandbox") as connection:
    path = Path(folder) / "messages.parquet"
    cursor = connection.execute("SELECT * FROM messages")
    reader = cursor.fetch_record_batch(5_000)
    with pyarrow.parquet.ParquetWriter(path, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    print(f"{cursor.rowcount} rows, {len(cursor.api_calls)} calls, {path.stat().st_size // 1024} KiB")
