"use strict";
// Reading needs no script; this one filters, and opens what is folded when it is pointed at.
(function () {
  var form = document.getElementById("filter");
  var find = document.getElementById("find");
  var shown = document.getElementById("shown");
  var boxes = Array.prototype.slice.call(form.querySelectorAll("input[type=checkbox]"));
  var rows = {};
  document.querySelectorAll("#contents li[data-d]").forEach(function (row) {
    rows[row.dataset.d] = row;
  });
  // Texts of notes and rows are gathered when the filter is first used.
  var entries = null;

  function gather() {
    return Array.prototype.map.call(document.querySelectorAll("article"), function (article) {
      var row = rows[article.id];
      var notes = Array.prototype.map.call(article.querySelectorAll("section.k"), function (note) {
        var inner = Array.prototype.slice.call(note.querySelectorAll(".i"));
        return {
          element: note,
          text: note.textContent.toLowerCase(),
          levels: [note].concat(inner).map(level),
        };
      });
      var name = row ? row.textContent : article.querySelector("header").textContent;
      return { article: article, row: row, text: name.toLowerCase(), notes: notes };
    });
  }

  function level(element) {
    return ["v", "e", "w", "h"].filter(function (name) {
      return element.classList.contains(name);
    })[0];
  }

  function apply() {
    entries = entries || gather();
    var words = find.value.trim().toLowerCase();
    var on = {};
    boxes.forEach(function (box) {
      on[box.name] = box.checked;
      document.body.classList.toggle("no-" + box.name, !box.checked);
    });
    var documents = 0;
    var findings = 0;
    entries.forEach(function (entry) {
      var named = entry.text.indexOf(words) >= 0;
      var any = false;
      entry.notes.forEach(function (note) {
        var wanted = note.levels.some(function (name) { return on[name]; });
        var visible = wanted && (named || note.text.indexOf(words) >= 0);
        note.element.hidden = !visible;
        any = any || visible;
        findings += visible ? 1 : 0;
      });
      // The only document stays, whatever is left of its notes.
      var clean = entry.notes.length === 0 && named && on.g !== false;
      var visible = any || clean || entries.length === 1;
      entry.article.hidden = !visible;
      if (entry.row) entry.row.hidden = !visible;
      documents += visible ? 1 : 0;
    });
    document.querySelectorAll("#contents details").forEach(function (group) {
      group.hidden = !group.querySelector("li:not([hidden])");
      if (words && !group.hidden) group.open = true;
    });
    shown.textContent = "显示 " + documents + " 份，" + findings + " 条说明";
  }

  var waiting = 0;
  form.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;

  // A mark or a note inside something folded.
  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var folded = target && target.closest("details");
    while (folded) {
      folded.open = true;
      folded = folded.parentElement.closest("details");
    }
    if (target) target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // On paper nothing can be opened: what a finding explains is printed, text without findings not.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details.c:not([open]), .top details:not([open]), .sum details:not([open])"));
    opened.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
  });
})();
