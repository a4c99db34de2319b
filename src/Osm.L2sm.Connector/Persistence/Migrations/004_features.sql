-- The tag of a network on links that carry no tunnel id. Those that live get theirs in the order of their creation.
ALTER TABLE network ADD COLUMN vlan INTEGER CHECK (vlan BETWEEN 1 AND 2046);
UPDATE network SET vlan = numbered.vlan
FROM (SELECT sequence, row_number() OVER (ORDER BY sequence) AS vlan FROM network WHERE number IS NOT NULL) AS numbered
WHERE numbered.sequence = network.sequence AND numbered.vlan <= 2046;
CREATE UNIQUE INDEX network_vlan ON network (vlan);
INSERT INTO counter (name, value) SELECT 'network_vlan', max(vlan) FROM network HAVING max(vlan) IS NOT NULL;

-- The switches on the way, with blanks between, of a network that is no virtual link; and the most that its frames may take, in kbit.
ALTER TABLE network ADD COLUMN path TEXT NOT NULL DEFAULT '';
ALTER TABLE network ADD COLUMN rate INTEGER CHECK (rate BETWEEN 1 AND 4294967295);
ALTER TABLE network ADD COLUMN burst INTEGER NOT NULL DEFAULT 0;

-- A port is attached to its network, or a mirror of it.
ALTER TABLE port ADD COLUMN mirror INTEGER NOT NULL DEFAULT 0;
-- What a guard allows, with blanks between; empty for no guard whatever is configured, null for as it is configured.
ALTER TABLE port ADD COLUMN guard TEXT;
ALTER TABLE port ADD COLUMN ip_addresses TEXT NOT NULL DEFAULT '';
ALTER TABLE port ADD COLUMN rate INTEGER CHECK (rate BETWEEN 1 AND 4294967295);
ALTER TABLE port ADD COLUMN burst INTEGER NOT NULL DEFAULT 0;
