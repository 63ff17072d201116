DROP TABLE library_syncs;
DROP TABLE library_tracks;
