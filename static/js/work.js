// The page of long work looks again every few seconds; it is loaded only while the work is under way.
(() => {
  "use strict";
  const SECONDS = 4;
  setTimeout(() => location.reload(), SECONDS * 1000);
})();
