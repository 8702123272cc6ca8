// A worker that does nothing: `offline.js` says what it is started for.

close();
