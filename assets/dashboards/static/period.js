// Counts anew what the chosen period changes and no chart draws: the rules that go together, and the largest templates.
// An advertiser is counted once, on however many days it was seen.
(function () {
  "use strict";
  var island = document.getElementById("counted");
  if (!island) return;
  var counted = JSON.parse(island.textContent), DAY = 86400000, start = new Date(counted.first).getTime();
  function said(number, noun) { return number.toLocaleString("en-US") + " " + noun + (number === 1 ? "" : "s"); }

  function pairs(table, from, to) {
    var rows = table.tBodies[0].rows, size = rows.length, both = [];
    for (var n = 0; n < size * size; n += 1) both.push(0);
    counted.met.forEach(function (days) {
      var bits = 0;
      for (var n = 0; n < days.length; n += 2) if (days[n] >= from && days[n] <= to) bits |= days[n + 1];
      for (var a = 0; a < size; a += 1) for (var b = 0; b < size; b += 1) if (bits >> a & 1 && bits >> b & 1) both[a * size + b] += 1;
    });
    for (var a = 0; a < size; a += 1) for (var b = 0; b < size; b += 1) {
      var own = both[a * size + a], here = both[a * size + b], cell = rows[a].cells[b + 2], share = own ? here / own : 0;
      rows[a].cells[1].textContent = own.toLocaleString("en-US");
      if (a === b) continue;
      cell.className = "h" + (share ? Math.min(5, 1 + Math.floor(5 * share / 1.0001)) : 0) + (here < 5 ? " few" : "");
      cell.textContent = (own ? Math.round(100 * share) + "\u00a0%" : "–") + " ";
      cell.appendChild(document.createElement("small")).textContent = "(" + here + ")";
    }
  }

  function templates(list, from, to) {
    var found = Array.prototype.slice.call(list.querySelectorAll("[data-template]")).map(function (article, place) {
      var ads = 0, advertisers = 0;
      (counted.uses[article.dataset.template] || []).forEach(function (days) {
        var within = days.filter(function (day) { return day >= from && day <= to; }).length;
        ads += within;
        if (within) advertisers += 1;
      });
      article.querySelector("h3 a").textContent = said(ads, "ad") + " by " + said(advertisers, "advertiser");
      return { article: article, ads: ads, isClear: "clear" in article.dataset, place: place };
    }).sort(function (a, b) { return b.isClear - a.isClear || b.ads - a.ads || a.place - b.place; });
    var shown = 0;
    found.forEach(function (one) {
      one.article.hidden = !one.ads || shown >= +list.dataset.templates;
      if (!one.article.hidden) shown += 1;
      list.appendChild(one.article);
    });
    list.querySelector("[data-none]").hidden = shown > 0;
  }

  document.addEventListener("period", function (event) {
    var from = Math.round((event.detail.since - start) / DAY), to = Math.round((event.detail.until - start) / DAY);
    document.querySelectorAll("[data-pairs]").forEach(function (table) { pairs(table, from, to); });
    document.querySelectorAll("[data-templates]").forEach(function (list) { templates(list, from, to); });
  });
})();
