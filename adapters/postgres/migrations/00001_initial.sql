-- +goose Up

-- Times are NULL where there is none. Amounts are minor units beside the code of their currency. Lists are JSON, kept
-- byte for byte. What is sealed or hashed is bytea that means nothing without the keyring. Texts are compared by their bytes.
--
-- No table refers to another by a foreign key: what belongs together is written by one commit, and
-- a row may live with its owner elsewhere one day.

-- The book. The floor is kept by these checks even if a statement forgot to ask.

-- Its rows change with each payment: there is room in each page for the next versions, and no index changes.
CREATE TABLE ledger_account (
    id       uuid NOT NULL PRIMARY KEY,
    owner    uuid NOT NULL,
    code     text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    floored  boolean NOT NULL,
    floor    bigint NOT NULL,
    balance  bigint NOT NULL,
    held     bigint NOT NULL CHECK (held >= 0),
    owed     bigint NOT NULL CHECK (owed >= 0),
    entries  bigint NOT NULL CHECK (entries >= 0),
    CHECK (floored OR (floor = 0 AND owed = 0 AND entries = 0)),
    CHECK (NOT floored OR balance - held - floor + owed >= 0)
) WITH (fillfactor = 60);

-- A transfer with the entries that it made on its two accounts.
CREATE TABLE ledger_transfer (
    id              uuid NOT NULL PRIMARY KEY,
    kind            text COLLATE "C" NOT NULL CHECK (kind IN ('move', 'hold', 'post', 'void')),
    purpose         text COLLATE "C" NOT NULL,
    debit           uuid NOT NULL,
    credit          uuid NOT NULL CHECK (credit <> debit),
    amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
    amount_currency text COLLATE "C" NOT NULL,
    hold            uuid NOT NULL,
    subject         uuid NOT NULL,
    made_at         timestamptz NOT NULL,
    debit_change    bigint NOT NULL,
    debit_held_by   bigint NOT NULL,
    debit_number    bigint NOT NULL,
    debit_balance   bigint NOT NULL,
    debit_held      bigint NOT NULL,
    credit_change   bigint NOT NULL,
    credit_held_by  bigint NOT NULL,
    credit_number   bigint NOT NULL,
    credit_balance  bigint NOT NULL,
    credit_held     bigint NOT NULL
);

CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit, id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit, id);
-- a hold is resolved once
CREATE UNIQUE INDEX ledger_transfer_hold ON ledger_transfer (hold) WHERE kind IN ('post', 'void');

-- People.

CREATE TABLE account (
    id               uuid NOT NULL PRIMARY KEY,
    version          bigint NOT NULL,
    market           text COLLATE "C" NOT NULL,
    state            text COLLATE "C" NOT NULL,
    phone            text COLLATE "C" NOT NULL,
    phone_at         timestamptz,
    terms_version    text COLLATE "C" NOT NULL,
    terms_at         timestamptz,
    personal         bytea,
    complete         boolean NOT NULL,
    pin_at           timestamptz,
    verified_at      timestamptz,
    blocks           text COLLATE "C" NOT NULL,
    debts            bigint NOT NULL,
    payment_accounts text COLLATE "C" NOT NULL,
    pays_from        uuid NOT NULL,
    receives_on      uuid NOT NULL,
    documents        text COLLATE "C" NOT NULL,
    opened_at        timestamptz,
    closed_at        timestamptz,
    erased_at        timestamptz,
    successor        uuid NOT NULL,
    former           text COLLATE "C" NOT NULL
);

CREATE TABLE account_action (
    id      uuid NOT NULL PRIMARY KEY,
    account uuid NOT NULL,
    agent   text COLLATE "C" NOT NULL,
    verb    text COLLATE "C" NOT NULL,
    reason  text COLLATE "C" NOT NULL,
    made_at timestamptz,
    number  bigint NOT NULL,
    digest  bytea
);

CREATE INDEX account_action_account ON account_action (account, id);

-- The head of an account's chain of actions: its version lets nobody append at one place twice.
CREATE TABLE action_trail (
    account uuid NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    number  bigint NOT NULL,
    digest  bytea
);

CREATE TABLE activation (
    phone   text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    account uuid NOT NULL,
    code    bytea,
    sent_at timestamptz,
    wrong   bigint NOT NULL,
    done    boolean NOT NULL,
    sends   text COLLATE "C" NOT NULL
);

CREATE TABLE credential (
    account    uuid NOT NULL PRIMARY KEY,
    version    bigint NOT NULL,
    device     uuid NOT NULL,
    algorithm  text COLLATE "C" NOT NULL,
    public_key bytea,
    pin_key    text COLLATE "C" NOT NULL,
    pin_salt   bytea,
    pin_passes  bigint NOT NULL,
    pin_memory  bigint NOT NULL, -- KiB
    pin_threads bigint NOT NULL,
    pin_hash   bytea,
    pin_sealed bytea, -- in place of the hash: the keys of a PIN that the phone stretches
    wrong      bigint NOT NULL,
    wait_until timestamptz,
    counter    bigint NOT NULL,
    used       bigint NOT NULL,
    frozen     boolean NOT NULL,
    bound_at   timestamptz,
    restore_by timestamptz,
    move_by    timestamptz,
    biometric           uuid NOT NULL, -- names a second key, which the phone uses upon a fingerprint
    biometric_algorithm text COLLATE "C" NOT NULL,
    biometric_key       bytea,
    biometric_at        timestamptz,
    biometric_ended_at  timestamptz
) WITH (fillfactor = 60);

CREATE TABLE scan (
    id           uuid NOT NULL PRIMARY KEY,
    version      bigint NOT NULL,
    account      uuid NOT NULL,
    document     text COLLATE "C" NOT NULL,
    state        text COLLATE "C" NOT NULL,
    front        bytea,
    back         bytea,
    digest       bytea,
    problems     text COLLATE "C" NOT NULL,
    refused      bigint NOT NULL,
    opened_at    timestamptz,
    submitted_at timestamptz,
    decided_at   timestamptz
);

CREATE INDEX scan_account ON scan (account, id);

CREATE TABLE id_record (
    id       text COLLATE "C" NOT NULL PRIMARY KEY,
    version  bigint NOT NULL,
    accounts text COLLATE "C" NOT NULL,
    former   text COLLATE "C" NOT NULL
);

-- Trade.

CREATE TABLE merchant (
    id        uuid NOT NULL PRIMARY KEY,
    version   bigint NOT NULL,
    market    text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    charity   boolean NOT NULL,
    active    boolean NOT NULL,
    currency  text COLLATE "C" NOT NULL,
    payable   uuid NOT NULL,
    bank      uuid NOT NULL,
    opened_at timestamptz
);

CREATE TABLE location (
    id       uuid NOT NULL PRIMARY KEY,
    version  bigint NOT NULL,
    merchant uuid NOT NULL,
    name     text COLLATE "C" NOT NULL,
    address  text COLLATE "C" NOT NULL
);

CREATE TABLE lane (
    id           uuid NOT NULL PRIMARY KEY,
    version      bigint NOT NULL,
    merchant     uuid NOT NULL,
    location     uuid NOT NULL,
    name         text COLLATE "C" NOT NULL,
    code         text COLLATE "C" NOT NULL,
    channel      text COLLATE "C" NOT NULL,
    many         boolean NOT NULL,
    must_ask     boolean NOT NULL,
    open_invoice uuid NOT NULL
);

CREATE TABLE invoice (
    id               uuid NOT NULL PRIMARY KEY,
    version          bigint NOT NULL,
    revision         bigint NOT NULL,
    market           text COLLATE "C" NOT NULL,
    merchant         uuid NOT NULL,
    location         uuid NOT NULL,
    lane             uuid NOT NULL,
    channel          text COLLATE "C" NOT NULL,
    reference        text COLLATE "C" NOT NULL,
    state            text COLLATE "C" NOT NULL,
    mode             text COLLATE "C" NOT NULL,
    acknowledgment   text COLLATE "C" NOT NULL,
    title            text COLLATE "C" NOT NULL,
    client_reference text COLLATE "C" NOT NULL,
    cashier          text COLLATE "C" NOT NULL,
    footer           text COLLATE "C" NOT NULL,
    back_url         text COLLATE "C" NOT NULL,
    line_items       text COLLATE "C" NOT NULL,
    total_minor      bigint NOT NULL,
    total_currency   text COLLATE "C" NOT NULL,
    payer            uuid NOT NULL,
    hold             uuid NOT NULL,
    payment          uuid NOT NULL,
    issued_at        timestamptz,
    expires_at       timestamptz,
    hold_until       timestamptz,
    hold_for_ns      bigint NOT NULL,
    ended_at         timestamptz,
    fetch_by         timestamptz,
    fetched_at       timestamptz,
    membership       bytea,
    member_price     boolean NOT NULL,
    -- when it ends by itself, unless it has ended
    deadline         timestamptz GENERATED ALWAYS AS (CASE
        WHEN state IN ('ISSUED', 'PENDING_ISSUER_ACKNOWLEDGE') THEN expires_at
        WHEN state = 'RESERVED' THEN hold_until END) STORED
);

CREATE INDEX invoice_deadline ON invoice (market, deadline) WHERE deadline IS NOT NULL;

CREATE TABLE payment (
    id                 uuid NOT NULL PRIMARY KEY,
    version            bigint NOT NULL,
    invoice            uuid NOT NULL,
    payer              uuid NOT NULL,
    paid_from          uuid NOT NULL,
    merchant           uuid NOT NULL,
    location           uuid NOT NULL,
    lane               uuid NOT NULL,
    seller             text COLLATE "C" NOT NULL,
    place              text COLLATE "C" NOT NULL,
    channel            text COLLATE "C" NOT NULL,
    reference          text COLLATE "C" NOT NULL,
    title              text COLLATE "C" NOT NULL,
    line_items         text COLLATE "C" NOT NULL,
    amount_minor       bigint NOT NULL,
    amount_currency    text COLLATE "C" NOT NULL,
    refunded_minor     bigint NOT NULL,
    refunded_currency  text COLLATE "C" NOT NULL,
    qualifies          boolean NOT NULL,
    counts_in          text COLLATE "C" NOT NULL,
    invoiced_in        text COLLATE "C" NOT NULL,
    approved_at        timestamptz,
    final              boolean NOT NULL,
    approval_device    uuid NOT NULL,
    approval_message   bytea,
    approval_signature bytea
);

CREATE INDEX payment_payer ON payment (payer, id);

CREATE TABLE refund (
    id              uuid NOT NULL PRIMARY KEY,
    payment         uuid NOT NULL,
    reference       text COLLATE "C" NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    title           text COLLATE "C" NOT NULL,
    refunded_at     timestamptz,
    unearned        boolean NOT NULL,
    reclaimed       boolean NOT NULL
);

CREATE INDEX refund_payment ON refund (payment, id);

-- Money that moves without a purchase.

CREATE TABLE transfer (
    id                 uuid NOT NULL PRIMARY KEY,
    version            bigint NOT NULL,
    kind               text COLLATE "C" NOT NULL,
    state              text COLLATE "C" NOT NULL,
    sender             uuid NOT NULL,
    paid_from          uuid NOT NULL,
    receiver           uuid NOT NULL,
    credited_to        uuid NOT NULL,
    waits_for          text COLLATE "C" NOT NULL,
    amount_minor       bigint NOT NULL,
    amount_currency    text COLLATE "C" NOT NULL,
    credited_minor     bigint NOT NULL,
    credited_currency  text COLLATE "C" NOT NULL,
    rate_from          text COLLATE "C" NOT NULL,
    rate_to            text COLLATE "C" NOT NULL,
    rate               text COLLATE "C" NOT NULL,
    rate_source        text COLLATE "C" NOT NULL,
    rate_at            timestamptz,
    personal           bytea,
    hold               uuid NOT NULL,
    payout             uuid NOT NULL,
    card_payment       text COLLATE "C" NOT NULL,
    request            uuid NOT NULL,
    reference          text COLLATE "C" NOT NULL,
    approved_at        timestamptz,
    invoiced_in        text COLLATE "C" NOT NULL,
    expires_at         timestamptz,
    ended_at           timestamptz,
    approval_device    uuid NOT NULL,
    approval_message   bytea,
    approval_signature bytea
);

CREATE INDEX transfer_sender ON transfer (sender, id);
CREATE INDEX transfer_receiver ON transfer (receiver, id);
CREATE INDEX transfer_waits_for ON transfer (waits_for, id);

CREATE TABLE money_request (
    id              uuid NOT NULL PRIMARY KEY,
    version         bigint NOT NULL,
    state           text COLLATE "C" NOT NULL,
    asked_by        uuid NOT NULL,
    asked_of        uuid NOT NULL,
    split           uuid NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    personal        bytea,
    transfer        uuid NOT NULL,
    asked_at        timestamptz,
    ended_at        timestamptz
);

CREATE INDEX money_request_by ON money_request (asked_by, id);
CREATE INDEX money_request_of ON money_request (asked_of, id);

-- What merchants are paid, and for which bookings.

CREATE TABLE settlement (
    id                uuid NOT NULL PRIMARY KEY,
    version           bigint NOT NULL,
    merchant          uuid NOT NULL,
    day               text COLLATE "C" NOT NULL,
    until             timestamptz,
    carried_minor     bigint NOT NULL,
    carried_currency  text COLLATE "C" NOT NULL,
    payments          bigint NOT NULL,
    paid_minor        bigint NOT NULL,
    paid_currency     text COLLATE "C" NOT NULL,
    refunds           bigint NOT NULL,
    refunded_minor    bigint NOT NULL,
    refunded_currency text COLLATE "C" NOT NULL,
    others            bigint NOT NULL,
    other_minor       bigint NOT NULL,
    other_currency    text COLLATE "C" NOT NULL,
    state             text COLLATE "C" NOT NULL,
    payout            uuid NOT NULL,
    closed_at         timestamptz,
    read_to           uuid NOT NULL,
    sure_to           uuid NOT NULL,
    again_from        uuid NOT NULL
);

CREATE INDEX settlement_merchant ON settlement (merchant, id);

CREATE TABLE settlement_line (
    id              uuid NOT NULL PRIMARY KEY, -- the booking's: none is settled twice
    settlement      uuid NOT NULL,
    merchant        uuid NOT NULL,
    purpose         text COLLATE "C" NOT NULL,
    payment         uuid NOT NULL,
    reference       text COLLATE "C" NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    booked_at       timestamptz
);

CREATE INDEX settlement_line_settlement ON settlement_line (settlement, id);

-- Banks.

CREATE TABLE bank_account (
    id       uuid NOT NULL PRIMARY KEY,
    version  bigint NOT NULL,
    owner    uuid NOT NULL,
    scheme   text COLLATE "C" NOT NULL,
    type     text COLLATE "C" NOT NULL,
    routing  text COLLATE "C" NOT NULL,
    number   bytea,
    last4    text COLLATE "C" NOT NULL,
    valid    boolean NOT NULL,
    refused  boolean NOT NULL,
    added_at timestamptz,
    former   text COLLATE "C" NOT NULL
);

CREATE INDEX bank_account_owner ON bank_account (owner, id);

CREATE TABLE mandate (
    id           uuid NOT NULL PRIMARY KEY,
    version      bigint NOT NULL,
    owner        uuid NOT NULL,
    bank         uuid NOT NULL,
    state        text COLLATE "C" NOT NULL,
    text_version text COLLATE "C" NOT NULL,
    device       uuid NOT NULL,
    accepted_at  timestamptz,
    debited_at   timestamptz
);

CREATE INDEX mandate_bank ON mandate (bank, id);

CREATE TABLE collection (
    id              uuid NOT NULL PRIMARY KEY,
    version         bigint NOT NULL,
    payment         uuid NOT NULL UNIQUE, -- a payment is collected once
    owner           uuid NOT NULL,
    paid_from       uuid NOT NULL,
    ledger          uuid NOT NULL,
    fees            uuid NOT NULL,
    bank            uuid NOT NULL,
    seller          text COLLATE "C" NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    state           text COLLATE "C" NOT NULL,
    attempt         bigint NOT NULL,
    due_on          text COLLATE "C" NOT NULL,
    settled_on      text COLLATE "C" NOT NULL,
    return_code     text COLLATE "C" NOT NULL,
    corrected       boolean NOT NULL,
    late            boolean NOT NULL,
    blocking        boolean NOT NULL,
    fee_minor       bigint NOT NULL,
    fee_currency    text COLLATE "C" NOT NULL,
    paid_minor      bigint NOT NULL,
    paid_currency   text COLLATE "C" NOT NULL,
    opened_at       timestamptz,
    ended_at        timestamptz
);

CREATE INDEX collection_owner ON collection (owner, id);

CREATE TABLE payout (
    id              uuid NOT NULL PRIMARY KEY,
    version         bigint NOT NULL,
    owner           uuid NOT NULL,
    bank            uuid NOT NULL,
    source          uuid NOT NULL,
    purpose         text COLLATE "C" NOT NULL,
    subject         uuid NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    state           text COLLATE "C" NOT NULL,
    return_code     text COLLATE "C" NOT NULL,
    made_at         timestamptz
);

CREATE INDEX payout_owner ON payout (owner, id);

CREATE TABLE bank_advice (
    id              uuid NOT NULL PRIMARY KEY,
    version         bigint NOT NULL,
    market          text COLLATE "C" NOT NULL,
    notice          text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    bank_order      text COLLATE "C" NOT NULL,
    subject         uuid NOT NULL,
    owner           uuid NOT NULL,
    code            text COLLATE "C" NOT NULL,
    told_on         text COLLATE "C" NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    state           text COLLATE "C" NOT NULL,
    message         bytea,
    heard_at        timestamptz,
    ended_at        timestamptz,
    agent           text COLLATE "C" NOT NULL,
    why             text COLLATE "C" NOT NULL
);

CREATE INDEX bank_advice_open ON bank_advice (market, id) WHERE state = 'open';

-- Cashback.

CREATE TABLE cashback_tally (
    payer          uuid NOT NULL,
    month          text COLLATE "C" NOT NULL,
    quarter        text COLLATE "C" NOT NULL, -- of the month
    version        bigint NOT NULL,
    count          bigint NOT NULL,
    total_minor    bigint NOT NULL,
    total_currency text COLLATE "C" NOT NULL,
    market         text COLLATE "C" NOT NULL,
    PRIMARY KEY (payer, month)
) WITH (fillfactor = 60);

CREATE INDEX cashback_tally_quarter ON cashback_tally (market, quarter, payer);

CREATE TABLE cashback_payout (
    payer           uuid NOT NULL,
    quarter         text COLLATE "C" NOT NULL,
    version         bigint NOT NULL,
    state           text COLLATE "C" NOT NULL,
    exact           text COLLATE "C" NOT NULL,
    brought         text COLLATE "C" NOT NULL,
    reclaimed       text COLLATE "C" NOT NULL,
    carried_over    text COLLATE "C" NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    payout          uuid NOT NULL,
    decided_at      timestamptz,
    changed_at      timestamptz,
    PRIMARY KEY (payer, quarter)
);

CREATE TABLE cashback_correction (
    id              uuid NOT NULL PRIMARY KEY,
    version         bigint NOT NULL,
    payer           uuid NOT NULL,
    quarter         text COLLATE "C" NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    action          uuid NOT NULL,
    state           text COLLATE "C" NOT NULL,
    payout          uuid NOT NULL,
    granted_at      timestamptz,
    changed_at      timestamptz
);

CREATE INDEX cashback_correction_payer ON cashback_correction (payer, id);

CREATE TABLE cashback_run (
    market      text COLLATE "C" NOT NULL,
    quarter     text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    after_payer uuid NOT NULL,
    done        boolean NOT NULL,
    moved_at    timestamptz,
    PRIMARY KEY (market, quarter)
);

-- Offers, and Shop on the Spot.

CREATE TABLE offer (
    id               uuid NOT NULL PRIMARY KEY,
    version          bigint NOT NULL,
    market           text COLLATE "C" NOT NULL,
    merchant         uuid NOT NULL,
    location         uuid NOT NULL,
    title            text COLLATE "C" NOT NULL,
    description      text COLLATE "C" NOT NULL,
    codes            text COLLATE "C" NOT NULL,
    benefit_minor    bigint NOT NULL,
    benefit_currency text COLLATE "C" NOT NULL,
    benefit_percent  text COLLATE "C" NOT NULL,
    starts_at        timestamptz NOT NULL,
    ends_at          timestamptz NOT NULL,
    stock            bigint NOT NULL,
    stock_left       bigint NOT NULL,
    once_per_payer   boolean NOT NULL
);

CREATE INDEX offer_merchant ON offer (merchant, ends_at);
CREATE INDEX offer_end ON offer (market, ends_at);

CREATE TABLE reward (
    id              uuid NOT NULL PRIMARY KEY,
    version         bigint NOT NULL,
    offer           uuid NOT NULL,
    payment         uuid NOT NULL,
    payer           uuid NOT NULL,
    amount_minor    bigint NOT NULL,
    amount_currency text COLLATE "C" NOT NULL,
    state           text COLLATE "C" NOT NULL,
    granted         boolean NOT NULL,
    payout          uuid NOT NULL,
    earned_at       timestamptz,
    changed_at      timestamptz
);

CREATE INDEX reward_payer ON reward (payer, id);

CREATE TABLE product (
    id                uuid NOT NULL PRIMARY KEY,
    version           bigint NOT NULL,
    market            text COLLATE "C" NOT NULL,
    merchant          uuid NOT NULL,
    location          uuid NOT NULL,
    lane              uuid NOT NULL,
    code              text COLLATE "C" NOT NULL,
    title             text COLLATE "C" NOT NULL,
    description       text COLLATE "C" NOT NULL,
    sku               text COLLATE "C" NOT NULL,
    price_minor       bigint NOT NULL,
    price_currency    text COLLATE "C" NOT NULL,
    tax_minor         bigint NOT NULL,
    tax_currency      text COLLATE "C" NOT NULL,
    shipping_minor    bigint NOT NULL,
    shipping_currency text COLLATE "C" NOT NULL,
    delivery          text COLLATE "C" NOT NULL,
    starts_at         timestamptz NOT NULL,
    ends_at           timestamptz NOT NULL,
    stock             bigint NOT NULL,
    stock_left        bigint NOT NULL
);

CREATE INDEX product_merchant ON product (merchant, id);
CREATE INDEX product_end ON product (market, ends_at);

CREATE TABLE product_order (
    id             uuid NOT NULL PRIMARY KEY, -- of its invoice
    version        bigint NOT NULL,
    product        uuid NOT NULL,
    merchant       uuid NOT NULL,
    payer          uuid NOT NULL,
    title          text COLLATE "C" NOT NULL,
    price_minor    bigint NOT NULL,
    price_currency text COLLATE "C" NOT NULL,
    delivery       text COLLATE "C" NOT NULL,
    ship_to        bytea,
    state          text COLLATE "C" NOT NULL,
    payment        uuid NOT NULL,
    placed_at      timestamptz,
    paid_at        timestamptz,
    shipped_at     timestamptz,
    ended_at       timestamptz
);

CREATE INDEX product_order_payer ON product_order (payer, id);
CREATE INDEX product_order_merchant ON product_order (merchant, id) WHERE paid_at IS NOT NULL;

-- Loyalty.

CREATE TABLE membership (
    id         uuid NOT NULL PRIMARY KEY,
    version    bigint NOT NULL,
    owner      uuid NOT NULL,
    merchant   uuid NOT NULL,
    number     bytea,
    changed_at timestamptz
);

CREATE INDEX membership_owner ON membership (owner, id);

-- What merchants are told.

CREATE TABLE endpoint (
    id             uuid NOT NULL PRIMARY KEY, -- of its merchant
    version        bigint NOT NULL,
    url            text COLLATE "C" NOT NULL,
    secret         bytea,
    previous       bytea,
    previous_until timestamptz,
    state          text COLLATE "C" NOT NULL,
    changed_at     timestamptz
);

CREATE TABLE notice (
    id                uuid NOT NULL PRIMARY KEY,
    version           bigint NOT NULL,
    merchant          uuid NOT NULL,
    state             text COLLATE "C" NOT NULL,
    attempts          bigint NOT NULL,
    reason            text COLLATE "C" NOT NULL,
    since             timestamptz,
    next_at           timestamptz,
    ended_at          timestamptz,
    kind              text COLLATE "C" NOT NULL,
    fact_merchant     uuid NOT NULL,
    happened_at       timestamptz,
    sequence          bigint NOT NULL,
    invoice           uuid NOT NULL,
    reference         text COLLATE "C" NOT NULL,
    client_ref        text COLLATE "C" NOT NULL,
    lane              uuid NOT NULL,
    invoice_state     text COLLATE "C" NOT NULL,
    amount_minor      bigint NOT NULL,
    amount_currency   text COLLATE "C" NOT NULL,
    payment_reference text COLLATE "C" NOT NULL,
    refund_reference  text COLLATE "C" NOT NULL,
    refunded_minor    bigint NOT NULL,
    refunded_currency text COLLATE "C" NOT NULL,
    product           uuid NOT NULL,
    settlement        uuid NOT NULL,
    day               text COLLATE "C" NOT NULL
);

CREATE INDEX notice_merchant ON notice (merchant, id);
CREATE INDEX notice_state ON notice (state, id);

-- The store's own records.

CREATE TABLE command (
    id          uuid NOT NULL PRIMARY KEY, -- a digest of scope and key
    fingerprint bytea,
    answer      bytea,
    done_at     timestamptz
);

CREATE TABLE claim (
    kind  text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    owner uuid NOT NULL,
    PRIMARY KEY (kind, value)
);

CREATE TABLE event (
    id           uuid NOT NULL PRIMARY KEY,
    market       text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    subject      uuid NOT NULL,
    body         bytea,
    written_at   timestamptz,
    due_at       timestamptz NOT NULL,
    attempts     bigint NOT NULL,
    leased_until timestamptz -- nobody else gets it before
);

CREATE INDEX event_due ON event (market, due_at, id);
CREATE INDEX event_subject ON event (subject, id);
