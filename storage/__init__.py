"""Everything that is kept: tables, queries, the search index and the database itself."""
