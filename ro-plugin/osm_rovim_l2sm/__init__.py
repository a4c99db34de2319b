"""OSM RO plug-in for VIM accounts of type ``l2sm``."""
