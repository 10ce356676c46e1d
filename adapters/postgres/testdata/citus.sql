-- Stands in for Citus where there is none: it refuses what Citus refuses of a table that is to be distributed, and notes the column.

CREATE TABLE seqr_standin (name text PRIMARY KEY, by text NOT NULL);

CREATE FUNCTION create_distributed_table(relation regclass, by text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place smallint := (SELECT attnum FROM pg_attribute WHERE attrelid = relation AND attname = by AND attgenerated = '');
BEGIN
    IF place IS NULL THEN
        RAISE 'no column % of %', by, relation;
    END IF;
    IF EXISTS (SELECT FROM pg_class WHERE oid = relation AND (relkind <> 'r' OR relpersistence <> 'p' OR relhassubclass OR relhasrules)) THEN
        RAISE '% is no ordinary table', relation;
    END IF;
    IF EXISTS (SELECT FROM pg_index WHERE indrelid = relation AND (indisunique OR indisexclusion) AND place <> ALL (indkey::smallint[])) THEN
        RAISE 'an index of % is unique without %', relation, by;
    END IF;
    IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND relation IN (conrelid, confrelid)) THEN
        RAISE '% refers to a table or is referred to', relation;
    END IF;
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND NOT tgisinternal) THEN
        RAISE '% has triggers', relation;
    END IF;
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation AND (attidentity <> '' OR atthasdef AND attgenerated = '')) THEN
        RAISE '% has a sequence or a default, of which Citus permits some and ours are to have none', relation;
    END IF;
    IF EXISTS (SELECT FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation WHERE a.attrelid = relation AND a.attnum = place AND NOT c.collisdeterministic) THEN
        RAISE '% of % is compared in more than one way', by, relation;
    END IF;
    INSERT INTO seqr_standin VALUES (relation::text, by);
END $$;
