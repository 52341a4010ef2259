// Takes the reader's choice of light or dark before anything is painted.
(function () {
  "use strict";
  try {
    var kept = localStorage.getItem("theme");
    if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  } catch (error) { /* a browser that keeps nothing follows the system */ }
})();
