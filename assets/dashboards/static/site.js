// What readers do with a page: choose a theme, sort and search tables, choose a period, write down a label.
(function () {
  "use strict";
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  // The address of a view: what was chosen on a page stands behind its #, so that it can be kept and shared.
  function chosen() { return new URLSearchParams(location.hash.indexOf("=") > 0 ? location.hash.slice(1) : ""); }
  function choose(values) {
    var kept = chosen();
    Object.keys(values).forEach(function (name) { if (values[name]) kept.set(name, values[name]); else kept.delete(name); });
    var text = kept.toString();
    if (text || location.hash.indexOf("=") > 0) history.replaceState(null, "", "#" + text);
  }

  // Theme: as the system, light, dark.
  var root = document.documentElement;
  all("[data-theme-button]").forEach(function (button) {
    var order = ["auto", "light", "dark"];
    function tell() { button.textContent = "Theme: " + (root.dataset.theme || "auto"); }
    button.addEventListener("click", function () {
      var next = order[(order.indexOf(root.dataset.theme || "auto") + 1) % order.length];
      if (next === "auto") delete root.dataset.theme; else root.dataset.theme = next;
      try { localStorage.setItem("theme", next); } catch (error) { /* kept for this page only */ }
      tell();
    });
    tell();
  });

  // Menus: Escape, and a click elsewhere, close the one that is open.
  function close(except) {
    all(".menu[open]").forEach(function (menu) { if (menu !== except) menu.open = false; });
  }
  document.addEventListener("click", function (event) { close(event.target.closest(".menu")); });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector(".menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // Tables: a click on a head sorts; numbers by value, everything else as text.
  function value(row, place) {
    var cell = row.cells[place];
    var text = cell.dataset.value || cell.textContent.trim();
    var number = parseFloat(text.replace(/,/g, "").replace("−", "-"));
    return /^[-−+$]?[\d,.]+(\s?%)?(\s|$|\()/.test(text) && !isNaN(number) ? number : text.toLowerCase();
  }
  all("table[data-sortable]").forEach(function (table, number) {
    var name = "sort" + (number ? number + 1 : ""), sorted = (chosen().get(name) || "").split(".");
    var heads = all("thead th", table);
    heads.forEach(function (head, place) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var up = head.getAttribute("aria-sort") === "descending" || (!head.hasAttribute("aria-sort") && !head.classList.contains("n"));
        if (sorted[1]) { up = sorted[1] === "up"; sorted = []; }
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        var body = table.tBodies[0];
        Array.prototype.slice.call(body.rows).map(function (row) { return [value(row, place), row]; }).sort(function (a, b) {
          var order = typeof a[0] === typeof b[0] ? (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) : typeof a[0] === "number" ? -1 : 1;
          return up ? order : -order;
        }).forEach(function (pair) { body.appendChild(pair[1]); });
        var told = {};
        told[name] = place + (up ? ".up" : ".down");
        choose(told);
      });
    });
    if (sorted[1] && heads[sorted[0]]) heads[sorted[0]].querySelector("button").click();
  });

  // Search in a list or table: rows that do not hold the words are hidden.
  all("[data-search]").forEach(function (input) {
    var rows = all("#" + input.dataset.search + " tbody tr");
    var told = document.getElementById(input.dataset.search + "-told");
    input.addEventListener("input", function () {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
        if (!row.hidden) shown += 1;
      });
      if (told) told.textContent = shown + " of " + rows.length + " shown";
      var kept = {};
      kept[input.dataset.search] = input.value;
      choose(kept);
    });
    if (chosen().get(input.dataset.search)) {
      input.value = chosen().get(input.dataset.search);
      input.dispatchEvent(new Event("input"));
    }
  });

  // The box at the top of each page: its question goes behind the # of the search's address, which is sent to nobody.
  all("form[data-find]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      location.href = form.dataset.find + "#" + new URLSearchParams({ q: form.querySelector("input").value });
    });
  });

  // Period: buttons, two dates or the brush of the timeline; charts and dated rows follow.
  var DAY = 86400000;
  all("[data-period]").forEach(function (bar) {
    var since = bar.querySelector("[name=since]"), until = bar.querySelector("[name=until]"), told = bar.querySelector("output");
    var first = since.min, last = since.max;
    function at(day) { return new Date(day + "T00:00:00").getTime(); }
    function iso(time) {
      var date = new Date(time), two = function (n) { return (n < 10 ? "0" : "") + n; };
      return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate());
    }
    function set(a, b) {
      since.value = a < first ? first : a; until.value = b > last ? last : b;
      if (since.value > until.value) until.value = since.value;
      var detail = { since: at(since.value), until: at(until.value) };
      var days = Math.round((detail.until - detail.since) / DAY) + 1, hidden = 0;
      all("[data-day]").forEach(function (row) {
        row.hidden = row.dataset.day < since.value || row.dataset.day > until.value;
        if (row.hidden) hidden += 1;
      });
      var isAll = since.value === first && until.value === last;
      told.textContent = days + (days === 1 ? " day" : " days") + (hidden ? "; leads and rows of other days are hidden" : "") + (isAll ? "" : "; headings speak of all days");
      all("button[data-days]", bar).forEach(function (button) {
        var span = button.dataset.days === "all" ? first : iso(at(last) - (button.dataset.days - 1) * DAY);
        button.setAttribute("aria-pressed", String(until.value === last && since.value === (span < first ? first : span)));
      });
      choose({ since: isAll ? "" : since.value, until: isAll ? "" : until.value });
      document.dispatchEvent(new CustomEvent("period", { detail: detail }));
    }
    all("button[data-days]", bar).forEach(function (button) {
      button.addEventListener("click", function () { set(button.dataset.days === "all" ? first : iso(at(last) - (button.dataset.days - 1) * DAY), last); });
    });
    since.addEventListener("change", function () { set(since.value || first, until.value); });
    until.addEventListener("change", function () { set(since.value, until.value || last); });
    document.addEventListener("brushed", function (event) {
      if (event.detail) set(iso(event.detail.since + DAY / 2), iso(event.detail.until + DAY / 2)); else set(first, last);
    });
    if (chosen().get("since") || chosen().get("until")) set(chosen().get("since") || first, chosen().get("until") || last);
  });

  // Labels: a line for `gaining-ground label import`, made here and kept nowhere.
  all("form[data-label]").forEach(function (form) {
    ["input", "click"].forEach(function (kind) {
      form.addEventListener(kind, function () { form.querySelector("[name=source]").setCustomValidity(""); });
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var pressed = event.submitter, source = form.querySelector("[name=source]");
      var isOutcome = pressed.name === "outcome";
      source.setCustomValidity(isOutcome && !source.value ? "An outcome needs its source." : "");
      if (!form.reportValidity()) return;
      var line = { lead_id: form.dataset.label, at: new Date().toISOString().slice(0, 19) + "Z" };
      ["by", "note"].concat(isOutcome ? ["source"] : []).forEach(function (name) {
        var said = form.querySelector("[name=" + name + "]").value;
        if (said) line[name] = said;
      });
      line[pressed.name] = pressed.value;
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(line) + "\n"], { type: "application/jsonl" }));
      link.download = "labels.jsonl";
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
  });

  // Print opens what is folded, so that paper says what the screen can.
  window.addEventListener("beforeprint", function () { all("details.print").forEach(function (part) { part.open = true; }); });
})();
