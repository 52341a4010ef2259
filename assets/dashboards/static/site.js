// Draws each chart when it comes into view, in the colours of the page.
(function () {
  "use strict";
  function colours() {
    var style = getComputedStyle(document.documentElement);
    var ink = style.getPropertyValue("--ink-soft").trim();
    var line = style.getPropertyValue("--line").trim();
    return {
      background: "transparent",
      view: { stroke: null },
      axis: { labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
      header: { labelColor: ink, labelFontSize: 13, labelFontWeight: "bold" },
      font: "system-ui, sans-serif"
    };
  }
  function draw(figure) {
    var spec = JSON.parse(figure.querySelector("script").textContent);
    var refuse = { load: function () { return Promise.reject(new Error("pages load nothing")); }, sanitize: function () { return Promise.reject(new Error("pages link nowhere")); } };
    window.vegaEmbed(figure.querySelector(".chart"), spec, { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { disableDefaultStyle: true }, loader: refuse, config: colours() })
      .then(function () { figure.dataset.drawn = "yes"; })
      .catch(function (error) { figure.dataset.drawn = "failed"; console.error(error); });
  }
  var figures = document.querySelectorAll("figure[data-chart]");
  if (!("IntersectionObserver" in window)) { figures.forEach(draw); return; }
  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) { observer.unobserve(entry.target); draw(entry.target); }
    });
  }, { rootMargin: "200px" });
  figures.forEach(function (figure) { observer.observe(figure); });
  window.addEventListener("beforeprint", function () { figures.forEach(function (f) { if (!f.dataset.drawn) { observer.unobserve(f); draw(f); } }); });
})();
