"""Stands in for OSM RO's package of this name, which no package index has."""
