-- Who asked for a network: RO, or a client of the northbound REST. All before this version were RO's.
ALTER TABLE network ADD COLUMN owner TEXT NOT NULL DEFAULT 'Osm' CHECK (owner IN ('Osm', 'Rest'));

-- Of a virtual link: its two ends, then the switches of its path, with blanks between.
ALTER TABLE network ADD COLUMN virtual_link TEXT;
