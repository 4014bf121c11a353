"""The store on SQLite and on PostgreSQL: one suite, two databases."""
