-- +goose Up

-- IDs are UUIDs of 16 bytes. Times are microseconds since 1970 in UTC, NULL where there is none.
-- Amounts are minor units beside the code of their currency. Lists are JSON. What is sealed or
-- hashed is a blob that means nothing without the keyring.
--
-- No table refers to another by a foreign key: what belongs together is written by one commit, and
-- a row may live with its owner elsewhere one day.

-- The book. The floor is kept by these checks even if a statement forgot to ask.

CREATE TABLE ledger_account (
    id       BLOB    NOT NULL PRIMARY KEY,
    owner    BLOB    NOT NULL,
    code     TEXT    NOT NULL,
    currency TEXT    NOT NULL,
    floored  INTEGER NOT NULL CHECK (floored IN (0, 1)),
    floor    INTEGER NOT NULL,
    balance  INTEGER NOT NULL,
    held     INTEGER NOT NULL CHECK (held >= 0),
    owed     INTEGER NOT NULL CHECK (owed >= 0),
    entries  INTEGER NOT NULL CHECK (entries >= 0),
    CHECK (floored OR (floor = 0 AND owed = 0 AND entries = 0)),
    CHECK (NOT floored OR balance - held - floor + owed >= 0),
    -- everything that is derived must fit 64 bits too: beyond them SQLite answers a REAL
    CHECK (typeof(balance - held) = 'integer'),
    CHECK (typeof(balance - held - floor) = 'integer'),
    CHECK (typeof(balance - held - floor + owed) = 'integer')
) STRICT, WITHOUT ROWID;

-- A transfer with the entries that it made on its two accounts.
CREATE TABLE ledger_transfer (
    id              BLOB    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL CHECK (kind IN ('move', 'hold', 'post', 'void')),
    purpose         TEXT    NOT NULL,
    debit           BLOB    NOT NULL,
    credit          BLOB    NOT NULL CHECK (credit <> debit),
    amount_minor    INTEGER NOT NULL CHECK (amount_minor > 0),
    amount_currency TEXT    NOT NULL,
    hold            BLOB    NOT NULL,
    subject         BLOB    NOT NULL,
    made_at         INTEGER NOT NULL,
    debit_change    INTEGER NOT NULL,
    debit_held_by   INTEGER NOT NULL,
    debit_number    INTEGER NOT NULL,
    debit_balance   INTEGER NOT NULL,
    debit_held      INTEGER NOT NULL,
    credit_change   INTEGER NOT NULL,
    credit_held_by  INTEGER NOT NULL,
    credit_number   INTEGER NOT NULL,
    credit_balance  INTEGER NOT NULL,
    credit_held     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit, id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit, id);
-- a hold is resolved once
CREATE UNIQUE INDEX ledger_transfer_hold ON ledger_transfer (hold) WHERE kind IN ('post', 'void');

-- People.

CREATE TABLE account (
    id               BLOB    NOT NULL PRIMARY KEY,
    version          INTEGER NOT NULL,
    market           TEXT    NOT NULL,
    state            TEXT    NOT NULL,
    phone            TEXT    NOT NULL,
    phone_at         INTEGER,
    terms_version    TEXT    NOT NULL,
    terms_at         INTEGER,
    personal         BLOB,
    complete         INTEGER NOT NULL,
    pin_at           INTEGER,
    verified_at      INTEGER,
    blocks           TEXT    NOT NULL,
    debts            INTEGER NOT NULL,
    payment_accounts TEXT    NOT NULL,
    pays_from        BLOB    NOT NULL,
    receives_on      BLOB    NOT NULL,
    documents        TEXT    NOT NULL,
    opened_at        INTEGER,
    closed_at        INTEGER,
    erased_at        INTEGER,
    successor        BLOB    NOT NULL,
    former           TEXT    NOT NULL
) STRICT;

CREATE TABLE account_action (
    id      BLOB NOT NULL PRIMARY KEY,
    account BLOB NOT NULL,
    agent   TEXT NOT NULL,
    verb    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    made_at INTEGER,
    number  INTEGER NOT NULL,
    digest  BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX account_action_account ON account_action (account, id);

-- The head of an account's chain of actions: its version lets nobody append at one place twice.
CREATE TABLE action_trail (
    account BLOB    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    digest  BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE activation (
    phone   TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    account BLOB    NOT NULL,
    code    BLOB,
    sent_at INTEGER,
    wrong   INTEGER NOT NULL,
    done    INTEGER NOT NULL,
    sends   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
    account    BLOB    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL,
    device     BLOB    NOT NULL,
    algorithm  TEXT    NOT NULL,
    public_key BLOB,
    pin_key    TEXT    NOT NULL,
    pin_salt   BLOB,
    pin_passes  INTEGER NOT NULL,
    pin_memory  INTEGER NOT NULL, -- KiB
    pin_threads INTEGER NOT NULL,
    pin_hash   BLOB,
    pin_sealed BLOB, -- in place of the hash: the keys of a PIN that the phone stretches
    wrong      INTEGER NOT NULL,
    wait_until INTEGER,
    counter    INTEGER NOT NULL,
    used       INTEGER NOT NULL,
    frozen     INTEGER NOT NULL,
    bound_at   INTEGER,
    restore_by INTEGER,
    move_by    INTEGER,
    biometric           BLOB NOT NULL, -- names a second key, which the phone uses upon a fingerprint
    biometric_algorithm TEXT NOT NULL,
    biometric_key       BLOB,
    biometric_at        INTEGER,
    biometric_ended_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE scan (
    id           BLOB    NOT NULL PRIMARY KEY,
    version      INTEGER NOT NULL,
    account      BLOB    NOT NULL,
    document     TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    front        BLOB,
    back         BLOB,
    digest       BLOB,
    problems     TEXT    NOT NULL,
    refused      INTEGER NOT NULL,
    opened_at    INTEGER,
    submitted_at INTEGER,
    decided_at   INTEGER
) STRICT;

CREATE INDEX scan_account ON scan (account, id);

CREATE TABLE id_record (
    id       TEXT    NOT NULL PRIMARY KEY,
    version  INTEGER NOT NULL,
    accounts TEXT    NOT NULL,
    former   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Trade.

CREATE TABLE merchant (
    id        BLOB    NOT NULL PRIMARY KEY,
    version   INTEGER NOT NULL,
    market    TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    charity   INTEGER NOT NULL,
    active    INTEGER NOT NULL,
    currency  TEXT    NOT NULL,
    payable   BLOB    NOT NULL,
    bank      BLOB    NOT NULL,
    opened_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE location (
    id       BLOB    NOT NULL PRIMARY KEY,
    version  INTEGER NOT NULL,
    merchant BLOB    NOT NULL,
    name     TEXT    NOT NULL,
    address  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lane (
    id           BLOB    NOT NULL PRIMARY KEY,
    version      INTEGER NOT NULL,
    merchant     BLOB    NOT NULL,
    location     BLOB    NOT NULL,
    name         TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    many         INTEGER NOT NULL,
    must_ask     INTEGER NOT NULL,
    open_invoice BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invoice (
    id               BLOB    NOT NULL PRIMARY KEY,
    version          INTEGER NOT NULL,
    revision         INTEGER NOT NULL,
    market           TEXT    NOT NULL,
    merchant         BLOB    NOT NULL,
    location         BLOB    NOT NULL,
    lane             BLOB    NOT NULL,
    channel          TEXT    NOT NULL,
    reference        TEXT    NOT NULL,
    state            TEXT    NOT NULL,
    mode             TEXT    NOT NULL,
    acknowledgment   TEXT    NOT NULL,
    title            TEXT    NOT NULL,
    client_reference TEXT    NOT NULL,
    cashier          TEXT    NOT NULL,
    footer           TEXT    NOT NULL,
    back_url         TEXT    NOT NULL,
    line_items       TEXT    NOT NULL,
    total_minor      INTEGER NOT NULL,
    total_currency   TEXT    NOT NULL,
    payer            BLOB    NOT NULL,
    hold             BLOB    NOT NULL,
    payment          BLOB    NOT NULL,
    issued_at        INTEGER,
    expires_at       INTEGER,
    hold_until       INTEGER,
    hold_for_ns      INTEGER NOT NULL,
    ended_at         INTEGER,
    fetch_by         INTEGER,
    fetched_at       INTEGER,
    membership       BLOB,
    member_price     INTEGER NOT NULL,
    -- when it ends by itself, unless it has ended
    deadline         INTEGER GENERATED ALWAYS AS (CASE
        WHEN state IN ('ISSUED', 'PENDING_ISSUER_ACKNOWLEDGE') THEN expires_at
        WHEN state = 'RESERVED' THEN hold_until END) VIRTUAL
) STRICT;

CREATE INDEX invoice_deadline ON invoice (market, deadline) WHERE deadline IS NOT NULL;

CREATE TABLE payment (
    id                 BLOB    NOT NULL PRIMARY KEY,
    version            INTEGER NOT NULL,
    invoice            BLOB    NOT NULL,
    payer              BLOB    NOT NULL,
    paid_from          BLOB    NOT NULL,
    merchant           BLOB    NOT NULL,
    location           BLOB    NOT NULL,
    lane               BLOB    NOT NULL,
    seller             TEXT    NOT NULL,
    place              TEXT    NOT NULL,
    channel            TEXT    NOT NULL,
    reference          TEXT    NOT NULL,
    title              TEXT    NOT NULL,
    line_items         TEXT    NOT NULL,
    amount_minor       INTEGER NOT NULL,
    amount_currency    TEXT    NOT NULL,
    refunded_minor     INTEGER NOT NULL,
    refunded_currency  TEXT    NOT NULL,
    qualifies          INTEGER NOT NULL,
    counts_in          TEXT    NOT NULL,
    invoiced_in        TEXT    NOT NULL,
    approved_at        INTEGER,
    final              INTEGER NOT NULL,
    approval_device    BLOB    NOT NULL,
    approval_message   BLOB,
    approval_signature BLOB
) STRICT;

CREATE INDEX payment_payer ON payment (payer, id);

CREATE TABLE refund (
    id              BLOB    NOT NULL PRIMARY KEY,
    payment         BLOB    NOT NULL,
    reference       TEXT    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    title           TEXT    NOT NULL,
    refunded_at     INTEGER,
    unearned        INTEGER NOT NULL,
    reclaimed       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX refund_payment ON refund (payment, id);

-- Money that moves without a purchase.

CREATE TABLE transfer (
    id                 BLOB    NOT NULL PRIMARY KEY,
    version            INTEGER NOT NULL,
    kind               TEXT    NOT NULL,
    state              TEXT    NOT NULL,
    sender             BLOB    NOT NULL,
    paid_from          BLOB    NOT NULL,
    receiver           BLOB    NOT NULL,
    credited_to        BLOB    NOT NULL,
    waits_for          TEXT    NOT NULL,
    amount_minor       INTEGER NOT NULL,
    amount_currency    TEXT    NOT NULL,
    credited_minor     INTEGER NOT NULL,
    credited_currency  TEXT    NOT NULL,
    rate_from          TEXT    NOT NULL,
    rate_to            TEXT    NOT NULL,
    rate               TEXT    NOT NULL,
    rate_source        TEXT    NOT NULL,
    rate_at            INTEGER,
    personal           BLOB,
    hold               BLOB    NOT NULL,
    payout             BLOB    NOT NULL,
    card_payment       TEXT    NOT NULL,
    request            BLOB    NOT NULL,
    reference          TEXT    NOT NULL,
    approved_at        INTEGER,
    invoiced_in        TEXT    NOT NULL,
    expires_at         INTEGER,
    ended_at           INTEGER,
    approval_device    BLOB    NOT NULL,
    approval_message   BLOB,
    approval_signature BLOB
) STRICT;

CREATE INDEX transfer_sender ON transfer (sender, id);
CREATE INDEX transfer_receiver ON transfer (receiver, id);
CREATE INDEX transfer_waits_for ON transfer (waits_for, id);

CREATE TABLE money_request (
    id              BLOB    NOT NULL PRIMARY KEY,
    version         INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    asked_by        BLOB    NOT NULL,
    asked_of        BLOB    NOT NULL,
    split           BLOB    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    personal        BLOB,
    transfer        BLOB    NOT NULL,
    asked_at        INTEGER,
    ended_at        INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX money_request_by ON money_request (asked_by, id);
CREATE INDEX money_request_of ON money_request (asked_of, id);

-- What merchants are paid, and for which bookings.

CREATE TABLE settlement (
    id                BLOB    NOT NULL PRIMARY KEY,
    version           INTEGER NOT NULL,
    merchant          BLOB    NOT NULL,
    day               TEXT    NOT NULL,
    until             INTEGER,
    carried_minor     INTEGER NOT NULL,
    carried_currency  TEXT    NOT NULL,
    payments          INTEGER NOT NULL,
    paid_minor        INTEGER NOT NULL,
    paid_currency     TEXT    NOT NULL,
    refunds           INTEGER NOT NULL,
    refunded_minor    INTEGER NOT NULL,
    refunded_currency TEXT    NOT NULL,
    others            INTEGER NOT NULL,
    other_minor       INTEGER NOT NULL,
    other_currency    TEXT    NOT NULL,
    state             TEXT    NOT NULL,
    payout            BLOB    NOT NULL,
    closed_at         INTEGER,
    read_to           BLOB    NOT NULL,
    sure_to           BLOB    NOT NULL,
    again_from        BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX settlement_merchant ON settlement (merchant, id);

CREATE TABLE settlement_line (
    id              BLOB    NOT NULL PRIMARY KEY, -- the booking's: none is settled twice
    settlement      BLOB    NOT NULL,
    merchant        BLOB    NOT NULL,
    purpose         TEXT    NOT NULL,
    payment         BLOB    NOT NULL,
    reference       TEXT    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    booked_at       INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX settlement_line_settlement ON settlement_line (settlement, id);

-- Banks.

CREATE TABLE bank_account (
    id       BLOB    NOT NULL PRIMARY KEY,
    version  INTEGER NOT NULL,
    owner    BLOB    NOT NULL,
    scheme   TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    routing  TEXT    NOT NULL,
    number   BLOB,
    last4    TEXT    NOT NULL,
    valid    INTEGER NOT NULL,
    refused  INTEGER NOT NULL,
    added_at INTEGER,
    former   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX bank_account_owner ON bank_account (owner, id);

CREATE TABLE mandate (
    id           BLOB    NOT NULL PRIMARY KEY,
    version      INTEGER NOT NULL,
    owner        BLOB    NOT NULL,
    bank         BLOB    NOT NULL,
    state        TEXT    NOT NULL,
    text_version TEXT    NOT NULL,
    device       BLOB    NOT NULL,
    accepted_at  INTEGER,
    debited_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX mandate_bank ON mandate (bank, id);

CREATE TABLE collection (
    id              BLOB    NOT NULL PRIMARY KEY,
    version         INTEGER NOT NULL,
    payment         BLOB    NOT NULL UNIQUE, -- a payment is collected once
    owner           BLOB    NOT NULL,
    paid_from       BLOB    NOT NULL,
    ledger          BLOB    NOT NULL,
    fees            BLOB    NOT NULL,
    bank            BLOB    NOT NULL,
    seller          TEXT    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    attempt         INTEGER NOT NULL,
    due_on          TEXT    NOT NULL,
    settled_on      TEXT    NOT NULL,
    return_code     TEXT    NOT NULL,
    corrected       INTEGER NOT NULL,
    late            INTEGER NOT NULL,
    blocking        INTEGER NOT NULL,
    fee_minor       INTEGER NOT NULL,
    fee_currency    TEXT    NOT NULL,
    paid_minor      INTEGER NOT NULL,
    paid_currency   TEXT    NOT NULL,
    opened_at       INTEGER,
    ended_at        INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX collection_owner ON collection (owner, id);

CREATE TABLE payout (
    id              BLOB    NOT NULL PRIMARY KEY,
    version         INTEGER NOT NULL,
    owner           BLOB    NOT NULL,
    bank            BLOB    NOT NULL,
    source          BLOB    NOT NULL,
    purpose         TEXT    NOT NULL,
    subject         BLOB    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    return_code     TEXT    NOT NULL,
    made_at         INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX payout_owner ON payout (owner, id);

CREATE TABLE bank_advice (
    id              BLOB    NOT NULL PRIMARY KEY,
    version         INTEGER NOT NULL,
    market          TEXT    NOT NULL,
    notice          TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    bank_order      TEXT    NOT NULL,
    subject         BLOB    NOT NULL,
    owner           BLOB    NOT NULL,
    code            TEXT    NOT NULL,
    told_on         TEXT    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    message         BLOB,
    heard_at        INTEGER,
    ended_at        INTEGER,
    agent           TEXT    NOT NULL,
    why             TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX bank_advice_open ON bank_advice (market, id) WHERE state = 'open';

-- Cashback.

CREATE TABLE cashback_tally (
    payer          BLOB    NOT NULL,
    month          TEXT    NOT NULL,
    quarter        TEXT    NOT NULL, -- of the month
    version        INTEGER NOT NULL,
    count          INTEGER NOT NULL,
    total_minor    INTEGER NOT NULL,
    total_currency TEXT    NOT NULL,
    market         TEXT    NOT NULL,
    PRIMARY KEY (payer, month)
) STRICT, WITHOUT ROWID;

CREATE INDEX cashback_tally_quarter ON cashback_tally (market, quarter, payer);

CREATE TABLE cashback_payout (
    payer           BLOB    NOT NULL,
    quarter         TEXT    NOT NULL,
    version         INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    exact           TEXT    NOT NULL,
    brought         TEXT    NOT NULL,
    reclaimed       TEXT    NOT NULL,
    carried_over    TEXT    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    payout          BLOB    NOT NULL,
    decided_at      INTEGER,
    changed_at      INTEGER,
    PRIMARY KEY (payer, quarter)
) STRICT, WITHOUT ROWID;

CREATE TABLE cashback_correction (
    id              BLOB    NOT NULL PRIMARY KEY,
    version         INTEGER NOT NULL,
    payer           BLOB    NOT NULL,
    quarter         TEXT    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    action          BLOB    NOT NULL,
    state           TEXT    NOT NULL,
    payout          BLOB    NOT NULL,
    granted_at      INTEGER,
    changed_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX cashback_correction_payer ON cashback_correction (payer, id);

CREATE TABLE cashback_run (
    market      TEXT    NOT NULL,
    quarter     TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    after_payer BLOB    NOT NULL,
    done        INTEGER NOT NULL,
    moved_at    INTEGER,
    PRIMARY KEY (market, quarter)
) STRICT, WITHOUT ROWID;

-- Offers, and Shop on the Spot.

CREATE TABLE offer (
    id               BLOB    NOT NULL PRIMARY KEY,
    version          INTEGER NOT NULL,
    market           TEXT    NOT NULL,
    merchant         BLOB    NOT NULL,
    location         BLOB    NOT NULL,
    title            TEXT    NOT NULL,
    description      TEXT    NOT NULL,
    codes            TEXT    NOT NULL,
    benefit_minor    INTEGER NOT NULL,
    benefit_currency TEXT    NOT NULL,
    benefit_percent  TEXT    NOT NULL,
    starts_at        INTEGER NOT NULL,
    ends_at          INTEGER NOT NULL,
    stock            INTEGER NOT NULL,
    stock_left       INTEGER NOT NULL,
    once_per_payer   INTEGER NOT NULL
) STRICT;

CREATE INDEX offer_merchant ON offer (merchant, ends_at);
CREATE INDEX offer_end ON offer (market, ends_at);

CREATE TABLE reward (
    id              BLOB    NOT NULL PRIMARY KEY,
    version         INTEGER NOT NULL,
    offer           BLOB    NOT NULL,
    payment         BLOB    NOT NULL,
    payer           BLOB    NOT NULL,
    amount_minor    INTEGER NOT NULL,
    amount_currency TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    granted         INTEGER NOT NULL,
    payout          BLOB    NOT NULL,
    earned_at       INTEGER,
    changed_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX reward_payer ON reward (payer, id);

CREATE TABLE product (
    id                BLOB    NOT NULL PRIMARY KEY,
    version           INTEGER NOT NULL,
    market            TEXT    NOT NULL,
    merchant          BLOB    NOT NULL,
    location          BLOB    NOT NULL,
    lane              BLOB    NOT NULL,
    code              TEXT    NOT NULL,
    title             TEXT    NOT NULL,
    description       TEXT    NOT NULL,
    sku               TEXT    NOT NULL,
    price_minor       INTEGER NOT NULL,
    price_currency    TEXT    NOT NULL,
    tax_minor         INTEGER NOT NULL,
    tax_currency      TEXT    NOT NULL,
    shipping_minor    INTEGER NOT NULL,
    shipping_currency TEXT    NOT NULL,
    delivery          TEXT    NOT NULL,
    starts_at         INTEGER NOT NULL,
    ends_at           INTEGER NOT NULL,
    stock             INTEGER NOT NULL,
    stock_left        INTEGER NOT NULL
) STRICT;

CREATE INDEX product_merchant ON product (merchant, id);
CREATE INDEX product_end ON product (market, ends_at);

CREATE TABLE product_order (
    id             BLOB    NOT NULL PRIMARY KEY, -- of its invoice
    version        INTEGER NOT NULL,
    product        BLOB    NOT NULL,
    merchant       BLOB    NOT NULL,
    payer          BLOB    NOT NULL,
    title          TEXT    NOT NULL,
    price_minor    INTEGER NOT NULL,
    price_currency TEXT    NOT NULL,
    delivery       TEXT    NOT NULL,
    ship_to        BLOB,
    state          TEXT    NOT NULL,
    payment        BLOB    NOT NULL,
    placed_at      INTEGER,
    paid_at        INTEGER,
    shipped_at     INTEGER,
    ended_at       INTEGER
) STRICT;

CREATE INDEX product_order_payer ON product_order (payer, id);
CREATE INDEX product_order_merchant ON product_order (merchant, id) WHERE paid_at IS NOT NULL;

-- Loyalty.

CREATE TABLE membership (
    id         BLOB    NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL,
    owner      BLOB    NOT NULL,
    merchant   BLOB    NOT NULL,
    number     BLOB,
    changed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_owner ON membership (owner, id);

-- What merchants are told.

CREATE TABLE endpoint (
    id             BLOB    NOT NULL PRIMARY KEY, -- of its merchant
    version        INTEGER NOT NULL,
    url            TEXT    NOT NULL,
    secret         BLOB,
    previous       BLOB,
    previous_until INTEGER,
    state          TEXT    NOT NULL,
    changed_at     INTEGER
) STRICT;

CREATE TABLE notice (
    id                BLOB    NOT NULL PRIMARY KEY,
    version           INTEGER NOT NULL,
    merchant          BLOB    NOT NULL,
    state             TEXT    NOT NULL,
    attempts          INTEGER NOT NULL,
    reason            TEXT    NOT NULL,
    since             INTEGER,
    next_at           INTEGER,
    ended_at          INTEGER,
    kind              TEXT    NOT NULL,
    fact_merchant     BLOB    NOT NULL,
    happened_at       INTEGER,
    sequence          INTEGER NOT NULL,
    invoice           BLOB    NOT NULL,
    reference         TEXT    NOT NULL,
    client_ref        TEXT    NOT NULL,
    lane              BLOB    NOT NULL,
    invoice_state     TEXT    NOT NULL,
    amount_minor      INTEGER NOT NULL,
    amount_currency   TEXT    NOT NULL,
    payment_reference TEXT    NOT NULL,
    refund_reference  TEXT    NOT NULL,
    refunded_minor    INTEGER NOT NULL,
    refunded_currency TEXT    NOT NULL,
    product           BLOB    NOT NULL,
    settlement        BLOB    NOT NULL,
    day               TEXT    NOT NULL
) STRICT;

CREATE INDEX notice_merchant ON notice (merchant, id);
CREATE INDEX notice_state ON notice (state, id);

-- The store's own records.

-- Keys come in no order and answers are long: apart from the table, only the short entry of its index goes to any page.
CREATE TABLE command (
    id          BLOB NOT NULL PRIMARY KEY, -- a digest of scope and key
    fingerprint BLOB,
    answer      BLOB,
    done_at     INTEGER
) STRICT;

CREATE TABLE claim (
    kind  TEXT NOT NULL,
    value TEXT NOT NULL,
    owner BLOB NOT NULL,
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    id           BLOB    NOT NULL PRIMARY KEY,
    market       TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    subject      BLOB    NOT NULL,
    body         BLOB,
    written_at   INTEGER,
    due_at       INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    leased_until INTEGER -- nobody else gets it before
) STRICT, WITHOUT ROWID;

CREATE INDEX event_due ON event (market, due_at, id);
CREATE INDEX event_subject ON event (subject, id);
