// Searches the index in search/: loads the shards that a question needs, joins their postings, shows the newest things.
// The question stands behind the # of the address, which a browser sends to nobody.
(function () {
  "use strict";
  var FIRST = 10, MORE = 20, index = null, shards = {}, asked = 0, shown = FIRST;
  var PAGE = /^[\w/]+\.html(#[\w-]+)?$/, WORD = /[\p{L}\p{N}]+/gu, VALUES = {};
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("").forEach(function (sign, value) { VALUES[sign.charCodeAt(0)] = value; });
  var form = document.getElementById("search"), list = document.getElementById("found"), told = document.getElementById("found-told"), more = document.getElementById("found-more");

  // -- shards: classic scripts, which load from file:// too ----------------------------------------------------------
  window.foundBegin = function (manifest) {
    index = manifest;
    index.ways = Object.keys(index.digits).sort(function (a, b) { return b.length - a.length; }); // the longest first
  };
  window.foundTake = function (name, content) { shards[name].give(content); };
  function shard(name) {
    if (!shards[name]) {
      shards[name] = {};
      shards[name].content = new Promise(function (give, refuse) {
        shards[name].give = give;
        var script = document.createElement("script");
        script.src = "search/" + name + ".js";
        script.onload = function () { script.remove(); };
        script.onerror = function () { delete shards[name]; refuse(new Error("a part of the index is missing")); };
        document.head.appendChild(script);
      });
    }
    return shards[name].content;
  }
  function terms(place) {
    return shard("terms-" + place).then(function (content) {
      if (!content.terms) { content.terms = content[0].split("\n"); content.postings = content[1].split(" "); }
      return content;
    });
  }
  // Where a term is, or would be: the last of the ascending terms that is not above it.
  function last(ascending, term) {
    var low = 0, high = ascending.length;
    while (low < high) { var middle = (low + high) >> 1; if (ascending[middle] <= term) low = middle + 1; else high = middle; }
    return low - 1;
  }
  // The postings of a term, or of every term that begins with it.
  function postings(term, isPrefix) {
    var begin = Math.max(last(index.terms, term), 0), end = isPrefix ? Math.max(last(index.terms, term + "\uffff"), 0) : begin, places = [];
    if (!index.terms.length) return Promise.resolve([]);
    for (var place = begin; place <= end; place += 1) places.push(place);
    return Promise.all(places.map(terms)).then(function (contents) {
      var found = [];
      contents.forEach(function (content) {
        var at = last(content.terms, term);
        if (at < 0 || content.terms[at] !== term) at += 1;
        for (; at < content.terms.length && (isPrefix ? content.terms[at].indexOf(term) === 0 : content.terms[at] === term); at += 1) found.push(content.postings[at]);
      });
      return found;
    });
  }
  function each(encoded, use) {
    var number = 0, gap = 0, power = 0;
    for (var at = 0; at < encoded.length; at += 1) {
      var value = VALUES[encoded.charCodeAt(at)];
      gap |= (value & 31) << power;
      if (value & 32) power += 5; else { number += gap; use(number); gap = 0; power = 0; }
    }
  }

  // -- questions ------------------------------------------------------------------------------------------------------
  function fold(text) {
    var plain = "";
    for (var sign of text) plain += index.looks[sign] || sign;
    return plain.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "").toLowerCase();
  }
  function backwards(digits) { return digits.split("").reverse().join(""); }
  // A word as digits, if it can be read so: 404, four, 4o4, five55.
  function digits(word) {
    if (/^\d+$/.test(word)) return word;
    if (index.digits[word]) return index.digits[word];
    var rest = word, found = "";
    while (rest) {
      var next = /^\d/.test(rest) ? rest[0] : /^[ol]/.test(rest) ? rest[0] : index.ways.find(function (way) { return rest.indexOf(way) === 0; });
      if (!next) return "";
      found += /^\d/.test(next) ? next[0] : next === "l" ? "1" : index.digits[next];
      rest = rest.slice(next.length);
    }
    return /\d/.test(word) ? found : "";
  }
  // Takes phones out of a question: runs of seven digits or more, however they are spelt and parted.
  function phones(words) {
    var rest = [], found = [], run = [];
    function weak(word) { return index.weak.indexOf(word) >= 0; }
    function end() {
      while (run.length && weak(run[0])) rest.push(run.shift());
      var after = [];
      while (run.length && weak(run[run.length - 1])) after.unshift(run.pop());
      var number = run.map(digits).join("");
      if (number.length >= 7 && number.length <= 16) found.push(number); else rest = rest.concat(run);
      rest = rest.concat(after);
      run = [];
    }
    words.forEach(function (word) {
      if (/@|[a-z]\.[a-z]|[a-z][/_-]|\*$/.test(word) || /^[a-z][0-9a-f]{16}$|^[0-9a-f]{64}$/.test(word)) { end(); rest.push(word); return; }
      var parts = word.match(WORD) || [];
      if (parts.length && parts.every(digits)) run = run.concat(parts); else { end(); rest.push(word); }
    });
    end();
    return { phones: found, words: rest };
  }
  // A question as atoms that all have to hold; an atom holds if one of its terms does.
  function atoms(question) {
    var taken = phones(fold(question).split(/\s+/).filter(Boolean)), isOpen = !/\s$/.test(question);
    var found = taken.phones.map(function (number) { return [["#" + backwards(number), true]]; });
    var waiting = taken.words.map(function (word, place) {
      var isPrefix = /\*$/.test(word) || (isOpen && place === taken.words.length - 1 && word.length > 2);
      var whole = word.replace(/\*$/, "").replace(/^@/, "").replace(/^([0-9a-f]{16})[0-9a-f]{48}$/, "$1"), parts = whole.match(WORD) || [];
      if (!parts.length) return Promise.resolve();
      function add() { parts.forEach(function (part, at) { found.push([[part, isPrefix && at === parts.length - 1]]); }); }
      if (parts.length === 1) {
        var ways = [[parts[0], isPrefix], ["=" + whole, isPrefix]];
        if (/^\d{4,6}$/.test(whole)) ways.push(["#" + backwards(whole), true]);
        found.push(ways);
        return Promise.resolve();
      }
      return postings("=" + whole, isPrefix).then(function (any) { if (any.length) found.push([["=" + whole, isPrefix]]); else add(); });
    });
    return Promise.all(waiting).then(function () { return found; });
  }
  // The numbers of things for which every atom holds, the highest (shown first) first.
  function find(view) {
    return atoms(view.q).then(function (found) {
      if (view.city) found.push([["&" + view.city, false]]);
      return Promise.all(found.map(function (ways) {
        return Promise.all(ways.map(function (way) { return postings(way[0], way[1]); }));
      }));
    }).then(function (held) {
      var counts = new Uint8Array(index.things), numbers = [], range = within(view.kind);
      held.forEach(function (ways, place) {
        ways.forEach(function (lists) {
          lists.forEach(function (encoded) { each(encoded, function (number) { if (counts[number] === place) counts[number] = place + 1; }); });
        });
      });
      for (var number = range[1] - 1; number >= range[0]; number -= 1) if (counts[number] === held.length) numbers.push(number);
      return held.length || view.kind ? numbers : [];
    });
  }
  function within(kind) {
    var at = index.kinds.findIndex(function (pair) { return pair[0] === kind; });
    if (!kind) return [0, index.things];
    return at < 0 ? [0, 0] : [index.kinds[at][1], at + 1 < index.kinds.length ? index.kinds[at + 1][1] : index.things];
  }
  function kindOf(number) {
    return index.kinds.filter(function (pair) { return pair[1] <= number; }).pop()[0];
  }

  // -- answers --------------------------------------------------------------------------------------------------------
  function element(name, text, className) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  // A text with the words of the question marked; a long one begins shortly before the first of them.
  function marked(text, question) {
    var wanted = (fold(question).match(WORD) || []), made = element("span"), at = 0, first = null, found;
    WORD.lastIndex = 0;
    var spans = [];
    while ((found = WORD.exec(text))) {
      var word = fold(found[0]);
      if (wanted.some(function (want) { return want.length > 2 ? word.indexOf(want) === 0 : word === want; })) spans.push([found.index, found.index + found[0].length]);
    }
    first = spans.length && spans[0][0] > 120 ? spans[0][0] - 60 : 0;
    if (first) { made.append("…"); at = first; }
    spans.forEach(function (span) {
      made.append(text.slice(at, span[0]), element("mark", text.slice(span[0], span[1])));
      at = span[1];
    });
    made.append(text.slice(at));
    return made;
  }
  function item(thing, number, question) {
    var made = element("li"), head = element("h3"), title = marked(thing[0] || "(no title)", question);
    if (thing[4] && PAGE.test(thing[4])) {
      var link = element("a");
      link.href = thing[4];
      link.append(title);
      head.append(link);
    } else head.append(title);
    var where = [kindOf(number).replace(/_/g, " "), index.cities[thing[2]] || thing[2], thing[3]].filter(Boolean).join(", ");
    var line = element("p", where, "soft small");
    if (thing[5] && thing[5] !== thing[2]) line.append(" ", element("span", thing[5], "hash"));
    made.append(head, line);
    if (thing[1]) { var text = element("p", "", "text"); text.append(marked(thing[1], question)); made.append(text); }
    return made;
  }
  function show(numbers, view) {
    var told = numbers.slice(0, shown), places = Array.from(new Set(told.map(function (number) { return Math.floor(number / index.shard); })));
    return Promise.all(places.map(function (place) { return shard("things-" + place); })).then(function (contents) {
      return told.map(function (number) {
        return item(contents[places.indexOf(Math.floor(number / index.shard))][number % index.shard], number, view.q);
      });
    });
  }

  // -- the page: its address is the question --------------------------------------------------------------------------
  function fromAddress() {
    var given = new URLSearchParams(location.hash.slice(1));
    ["q", "kind", "city"].forEach(function (name) { if (form.elements[name].value !== (given.get(name) || "")) form.elements[name].value = given.get(name) || ""; });
  }
  function ask() {
    var view = { q: form.elements.q.value, kind: form.elements.kind.value, city: form.elements.city.value }, mine = (asked += 1), began = performance.now();
    var address = new URLSearchParams(Object.keys(view).filter(function (name) { return view[name]; }).map(function (name) { return [name, view[name]]; })).toString();
    if (location.hash.slice(1) !== address) history.replaceState(null, "", "#" + address);
    return find(view).then(function (numbers) {
      return show(numbers, view).then(function (items) {
        if (mine !== asked) return;
        list.replaceChildren.apply(list, items);
        more.hidden = numbers.length <= shown;
        told.textContent = address ? (numbers.length.toLocaleString("en") + " found" + (numbers.length > items.length ? ", the first " + items.length + " shown" : "")) : "";
        form.dataset.answered = address;
        form.dataset.took = (performance.now() - began).toFixed(1);
      });
    }).catch(function (error) { if (mine === asked) { told.textContent = "This could not be searched: " + error.message + "."; } });
  }
  function anew() { shown = FIRST; ask(); }
  function begin() {
    fromAddress();
    form.addEventListener("submit", function (event) { event.preventDefault(); anew(); });
    form.addEventListener("input", anew);
    more.addEventListener("click", function () { shown += MORE; ask(); });
    window.addEventListener("hashchange", function () { fromAddress(); anew(); });
    anew();
  }
  var manifest = document.createElement("script");
  manifest.src = "search/manifest.js";
  manifest.onload = begin;
  manifest.onerror = function () { told.textContent = "The index is missing: copy the whole folder of the site, with search/ in it."; };
  document.head.appendChild(manifest);
})();
