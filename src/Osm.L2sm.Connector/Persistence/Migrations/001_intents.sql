CREATE TABLE counter (
    name  TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE network (
    sequence         INTEGER PRIMARY KEY NOT NULL,
    id               TEXT NOT NULL UNIQUE,
    number           INTEGER UNIQUE CHECK (number BETWEEN 1 AND 8388606),
    cluster_name     TEXT NOT NULL UNIQUE,
    net_name         TEXT NOT NULL,
    net_type         TEXT,
    ip_profile       TEXT,
    shared           INTEGER NOT NULL,
    provider_profile TEXT,
    tenant           TEXT NOT NULL,
    vim_account      TEXT NOT NULL,
    request_id       TEXT NOT NULL UNIQUE,
    created_at       INTEGER NOT NULL,
    claimed_at       INTEGER NOT NULL,
    polled           INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE port (
    datapath_id   TEXT NOT NULL,
    port_no       INTEGER NOT NULL,
    network_id    TEXT NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    mac_addresses TEXT NOT NULL,
    PRIMARY KEY (datapath_id, port_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX port_network ON port (network_id);

CREATE TABLE link (
    datapath_id_a TEXT NOT NULL,
    port_no_a     INTEGER NOT NULL,
    datapath_id_b TEXT NOT NULL,
    port_no_b     INTEGER NOT NULL,
    carrier       TEXT NOT NULL,
    PRIMARY KEY (datapath_id_a, port_no_a, datapath_id_b, port_no_b)
) STRICT, WITHOUT ROWID;
