// A worker that does nothing. `nudge` in offline.js explains why one is started.

close();
