// What a PostgreSQL is asked about itself. Its own catalogs, since information_schema shows keys only to those who may
// write.
#include "project/sql_tables.h"

namespace syncline {

const std::string& sql_tables_statement() {
  static const std::string statement = R"(
select n.nspname as schema, c.relname as name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as written,
  c.relkind in ('v', 'm') as is_view,
  has_any_column_privilege(c.oid, 'insert') as may_insert, has_any_column_privilege(c.oid, 'update') as may_update,
  has_table_privilege(c.oid, 'delete') as may_delete,
  (select jsonb_agg(jsonb_build_object(
      'name', a.attname, 'written', quote_ident(a.attname),
      'type', format_type(case when t.typtype = 'd' then t.typbasetype else t.oid end, null),
      'only_read', a.attgenerated <> '' or a.attidentity = 'a'
        or not (has_column_privilege(c.oid, a.attnum, 'insert') or has_column_privilege(c.oid, a.attnum, 'update')),
      'needed', a.attnotnull and not a.atthasdef and a.attidentity = '',
      'given', a.atthasdef or a.attidentity <> '') order by a.attnum)
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and has_column_privilege(c.oid, a.attnum, 'select')) as columns,
  (select jsonb_agg(a.attname) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
    where i.indrelid = c.oid and i.indisprimary) as key,
  (select jsonb_agg(a.attname) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1 and i.indpred is null) as alone,
  (select jsonb_object_agg(a.attname, quote_ident(rn.nspname) || '.' || quote_ident(r.relname))
    from pg_constraint f join pg_attribute a on a.attrelid = c.oid and a.attnum = f.conkey[1]
      join pg_class r on r.oid = f.confrelid join pg_namespace rn on rn.oid = r.relnamespace
      join pg_index k on k.indrelid = r.oid and k.indisprimary and k.indnatts = 1 and k.indkey[0] = f.confkey[1]
    where f.conrelid = c.oid and f.contype = 'f' and cardinality(f.conkey) = 1) as refers
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
  and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and has_schema_privilege(n.oid, 'usage')
  and has_any_column_privilege(c.oid, 'select')
order by n.nspname, c.relname)";
  return statement;
}

}  // namespace syncline
