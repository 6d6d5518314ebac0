CREATE EXTENSION IF NOT EXISTS vector;
CREATE SCHEMA IF NOT EXISTS analyst_cache;
CREATE TABLE IF NOT EXISTS analyst_cache.version (version bigint NOT NULL);
