-- +goose Up

-- Every table in shards on the servers of a Citus cluster, by the first column of its key that has many values. Rows are found by their
-- keys, one at a time, and no statement joins tables: so no two tables need be at the same place, and none at all places.

SET LOCAL citus.multi_shard_modify_mode = 'sequential'; -- shards of one table after the other, on few connections

-- Shards cannot keep what is unique across them: that a hold is resolved once, and a payment collected once. A row for each keeps it. A
-- lock would not do: the servers end a commit one after the other, and who has waited on one may look on another a moment too early.

DROP INDEX ledger_transfer_hold;
CREATE INDEX ledger_transfer_hold ON ledger_transfer (hold) WHERE kind IN ('post', 'void');

ALTER TABLE collection DROP CONSTRAINT collection_payment_key;
CREATE INDEX collection_payment ON collection (payment);

CREATE TABLE collected (
    payment    uuid NOT NULL PRIMARY KEY,
    collection uuid NOT NULL
);

INSERT INTO collected (payment, collection) SELECT payment, id FROM collection;

CREATE TABLE resolved (
    hold     uuid NOT NULL PRIMARY KEY,
    transfer uuid NOT NULL
);

INSERT INTO resolved (hold, transfer) SELECT hold, id FROM ledger_transfer WHERE kind IN ('post', 'void');

SELECT create_distributed_table('ledger_account', 'id');
SELECT create_distributed_table('ledger_transfer', 'id');
SELECT create_distributed_table('account', 'id');
SELECT create_distributed_table('account_action', 'id');
SELECT create_distributed_table('action_trail', 'account');
SELECT create_distributed_table('activation', 'phone');
SELECT create_distributed_table('credential', 'account');
SELECT create_distributed_table('scan', 'id');
SELECT create_distributed_table('id_record', 'id');
SELECT create_distributed_table('merchant', 'id');
SELECT create_distributed_table('location', 'id');
SELECT create_distributed_table('lane', 'id');
SELECT create_distributed_table('invoice', 'id');
SELECT create_distributed_table('payment', 'id');
SELECT create_distributed_table('refund', 'id');
SELECT create_distributed_table('transfer', 'id');
SELECT create_distributed_table('money_request', 'id');
SELECT create_distributed_table('settlement', 'id');
SELECT create_distributed_table('settlement_line', 'id');
SELECT create_distributed_table('bank_account', 'id');
SELECT create_distributed_table('mandate', 'id');
SELECT create_distributed_table('collection', 'id');
SELECT create_distributed_table('payout', 'id');
SELECT create_distributed_table('bank_advice', 'id');
SELECT create_distributed_table('cashback_tally', 'payer');
SELECT create_distributed_table('cashback_payout', 'payer');
SELECT create_distributed_table('cashback_correction', 'id');
SELECT create_distributed_table('cashback_run', 'market');
SELECT create_distributed_table('offer', 'id');
SELECT create_distributed_table('reward', 'id');
SELECT create_distributed_table('product', 'id');
SELECT create_distributed_table('product_order', 'id');
SELECT create_distributed_table('membership', 'id');
SELECT create_distributed_table('endpoint', 'id');
SELECT create_distributed_table('notice', 'id');
SELECT create_distributed_table('command', 'id');
SELECT create_distributed_table('claim', 'value');
SELECT create_distributed_table('event', 'id');
SELECT create_distributed_table('collected', 'payment');
SELECT create_distributed_table('resolved', 'hold');
