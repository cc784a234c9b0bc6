-- The portal's own role and database: it owns the database and is no superuser, so that a hole in the portal opens
-- neither other databases, nor roles, nor files and programs of the server. Run once, as the superuser:
--   SOLOKOP_DATABASE_PASSWORD=… psql --file deploy/database-role.sql
-- compose.yaml lets the container of the database run it when its volume is new.
\set ON_ERROR_STOP on
\getenv password SOLOKOP_DATABASE_PASSWORD
\if :{?password}
\else
  \set password ''
\endif
SELECT length(:'password') < 12 AS too_short \gset
\if :too_short
  DO $$ BEGIN RAISE EXCEPTION 'set SOLOKOP_DATABASE_PASSWORD to 12 characters or more'; END $$;
\endif
CREATE ROLE solokop LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE solokop OWNER solokop ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE solokop FROM PUBLIC;
\connect solokop
-- Up to PostgreSQL 14 everybody may create tables here, and the owner of the database owns it from 15 on alone.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO solokop;
