-- Ports get the order in which they were attached; those of before get any, once and for all.
CREATE TABLE attached (
    sequence      INTEGER PRIMARY KEY NOT NULL,
    datapath_id   TEXT NOT NULL,
    port_no       INTEGER NOT NULL,
    network_id    TEXT NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    mac_addresses TEXT NOT NULL,
    UNIQUE (datapath_id, port_no)
) STRICT;

INSERT INTO attached (datapath_id, port_no, network_id, mac_addresses)
SELECT datapath_id, port_no, network_id, mac_addresses FROM port ORDER BY datapath_id, port_no;

DROP TABLE port;
ALTER TABLE attached RENAME TO port;
CREATE INDEX port_network ON port (network_id);
