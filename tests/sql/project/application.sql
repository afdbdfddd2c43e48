-- The tables of an application as a company may have them, and what is added so that its changes are told.
create schema app;

create table app.employee (
  id integer primary key,
  name text not null
);

create table app.contact (
  id bigint generated always as identity primary key,
  name text not null check (name <> ''),
  email text unique,
  city text,
  credit_limit numeric(14, 2) not null default 0,
  customer_since date,
  last_visit timestamp,                 -- the clock on the wall in Berlin
  active boolean not null default true,
  tags text[] not null default '{}',
  owner integer references app.employee
);

create table app.product (
  id uuid primary key default gen_random_uuid(),
  sku text not null unique,
  name text not null,
  price numeric(12, 4) not null
);

create table app.ticket (
  id integer generated always as identity primary key,
  subject text not null
);

create table app.purchase (
  id integer generated always as identity primary key,
  number text not null,
  contact bigint not null references app.contact on delete cascade
);

create table app.purchase_line (
  id integer generated always as identity primary key,
  purchase integer not null references app.purchase on delete cascade,
  sku text not null,
  quantity numeric(12, 3) not null check (quantity > 0)
);

-- Added: our key of what Syncline makes, so that nothing is made twice.
alter table app.contact add sync_key text unique;
alter table app.product add sync_key text unique;
alter table app.purchase add sync_key text unique;

-- Added, first way: a log of changes. It also tells what was deleted.
create table app.change (
  id bigint generated always as identity primary key,
  transaction xid8 not null default pg_current_xact_id(),
  contact bigint not null
);
create index on app.change (transaction, id);
create function app.note_change() returns trigger language plpgsql as $$
begin
  insert into app.change (contact) values (coalesce(new.id, old.id));
  return null;
end $$;
create trigger note_change after insert or update or delete on app.contact for each row execute function app.note_change();

-- Added, second way: the transaction that changed a row last.
alter table app.product add changed_by xid8 not null default pg_current_xact_id();
create index on app.product (changed_by, id);
create function app.stamp_change() returns trigger language plpgsql as $$
begin
  new.changed_by = pg_current_xact_id();
  return new;
end $$;
create trigger stamp_change before update on app.product for each row execute function app.stamp_change();

-- The same of a record with lines: whatever happens to a line moves its record.
alter table app.purchase add changed_by xid8 not null default pg_current_xact_id();
create index on app.purchase (changed_by, id);
create trigger stamp_change before update on app.purchase for each row execute function app.stamp_change();
create function app.stamp_parent() returns trigger language plpgsql as $$
begin
  update app.purchase set changed_by = pg_current_xact_id()
  where id in (new.purchase, old.purchase) and changed_by <> pg_current_xact_id();
  return null;
end $$;
create trigger stamp_parent after insert or update or delete on app.purchase_line for each row execute function app.stamp_parent();

-- Third way: nothing is added to app.ticket; see connector.yaml.

-- A view, of which only the rows are read: what each contact ordered.
create view app.turnover as
  select contact, count(distinct p.id) as purchases, coalesce(sum(l.quantity), 0) as pieces
  from app.purchase as p left join app.purchase_line as l on l.purchase = p.id group by contact;
