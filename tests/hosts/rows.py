"""What a database holds, to compare it with another one."""

# For psql: one line a table, with its rows and a sum over all that they say.
EVERY_ROW = """
SELECT format('SELECT %L, count(*), md5(string_agg(row::text, E''\\n'' ORDER BY row::text)) FROM %I AS row', tablename, tablename)
  FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename
\\gexec
"""
