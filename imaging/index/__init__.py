"""The SQL index: tables, engine, migrations."""
