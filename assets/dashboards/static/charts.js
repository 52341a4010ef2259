// Draws each chart when it comes into view: the spec of its type and its own rows. Colours come
// from the style sheet, so that a change of theme and paper need no second drawing.
(function () {
  "use strict";
  var views = new Map();
  var period = null;

  function config() {
    return {
      background: "transparent",
      view: { stroke: null, fill: "transparent" }, // a ground that the brush can take hold of
      font: "system-ui, sans-serif",
      axis: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal", titlePadding: 6, labelPadding: 4 },
      header: { labelFontSize: 12, titleFontSize: 12 },
      legend: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal" }
    };
  }

  function refuse(why) { return function () { return Promise.reject(new Error(why)); }; }

  function draw(figure) {
    var spec = JSON.parse(document.getElementById("spec-" + figure.dataset.chart).textContent);
    spec.datasets = JSON.parse(figure.querySelector("script").textContent);
    var options = {
      ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { disableDefaultStyle: true },
      loader: { load: refuse("pages load nothing"), sanitize: refuse("pages link nowhere") }, config: config()
    };
    return window.vegaEmbed(figure.querySelector(".chart"), spec, options).then(function (result) {
      views.set(figure, result);
      result.view.logLevel(1); // from here on a chart may be empty because the reader chose an empty period
      if (period) look(figure, result.view);
      listen(result.view);
      // The figure around it names the chart, and its table says what it shows.
      figure.querySelector(".chart svg").setAttribute("aria-hidden", "true");
      figure.dataset.drawn = "yes";
    }).catch(function (error) {
      figure.dataset.drawn = "failed";
      figure.querySelector(".chart").textContent = "This chart could not be drawn; the table below says the same.";
      console.error(error);
    });
  }

  // A view whose chart knows a period takes the page's.
  function look(figure, view) {
    var known = view.getState({ signals: function (name) { return name === "since"; } }).signals;
    if (!known || !("since" in known)) return;
    view.signal("since", period.since).signal("until", period.until).runAsync().then(function () { retell(figure, view); });
  }

  // The table of a chart that follows the period says what is drawn: a cell names a drawn row by its key, and a column.
  function retell(figure, view) {
    var table = figure.querySelector("table[data-drawn]");
    if (!table) return;
    var keys = table.dataset.keys.split(" "), rows = new Map();
    drawn(view.scenegraph().root, table.dataset.drawn + "_marks").forEach(function (row) {
      rows.set(keys.map(function (key) { return row[key]; }).join("|"), row);
    });
    table.querySelectorAll("td[data-key]").forEach(function (cell) {
      var row = rows.get(cell.dataset.key), value = row && row[cell.dataset.take || table.dataset.take];
      cell.textContent = value === undefined ? table.dataset.none || "0" : Math.round(value).toLocaleString("en-US");
    });
  }

  // The rows behind the marks of a name, wherever they stand among the groups of a drawing.
  function drawn(group, name) {
    if (group.name === name) return group.items.map(function (item) { return item.datum; });
    return [].concat.apply([], (group.items || []).map(function (item) { return drawn(item, name); }));
  }

  // The brush of the timeline sets the page's period; an empty brush sets it back.
  function listen(view) {
    var waiting = null;
    try {
      view.addSignalListener("brush", function (_, value) {
        clearTimeout(waiting);
        waiting = setTimeout(function () {
          var ends = Object.keys(value).map(function (key) { return value[key]; })[0];
          document.dispatchEvent(new CustomEvent("brushed", { detail: ends ? { since: +ends[0], until: +ends[1] } : null }));
        }, 60);
      });
    } catch (error) { /* no brush in this chart */ }
  }

  document.addEventListener("period", function (event) {
    period = event.detail;
    views.forEach(function (result, figure) { look(figure, result.view); });
  });

  var figures = document.querySelectorAll("figure[data-chart]");
  function drawRest() { figures.forEach(function (figure) { if (!figure.dataset.drawn) draw(figure); }); }
  window.drawAllCharts = drawRest;
  window.addEventListener("beforeprint", drawRest);

  // On paper a drawing of the screen would shrink with its letters, so each is drawn again as wide as its column there.
  var SHEET = 688, COLUMNS = { pair: 2, third: 3, five: 5 };
  window.addEventListener("beforeprint", function () {
    views.forEach(function (result, figure) {
      var grid = figure.closest(".grid"), columns = 1;
      Object.keys(COLUMNS).forEach(function (name) { if (grid && grid.classList.contains(name)) columns = COLUMNS[name]; });
      result.view.width(SHEET / columns - 16).run();
    });
  });
  window.addEventListener("afterprint", function () { window.dispatchEvent(new Event("resize")); });
  if (!("IntersectionObserver" in window)) { drawRest(); return; }
  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) { observer.unobserve(entry.target); if (!entry.target.dataset.drawn) draw(entry.target); }
    });
  }, { rootMargin: "150px" });
  figures.forEach(function (figure) { observer.observe(figure); });
})();
