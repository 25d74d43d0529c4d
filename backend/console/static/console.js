// What pages do beside what HTMX does: words that were typed outlive a sign-in that ended, parts of a page are announced, answers are put in.
(function () {
  "use strict";
  var live = document.getElementById("live");
  function key(field) { return "draft:" + location.pathname + ":" + field.id; }
  function drafts() { return document.querySelectorAll("textarea[id]"); }
  drafts().forEach(function (field) {
    var kept = sessionStorage.getItem(key(field));
    if (location.search.indexOf("told=") >= 0) { sessionStorage.removeItem(key(field)); return; }
    if (kept && !field.value) { field.value = kept; }
  });
  document.addEventListener("input", function (event) {
    if (event.target.matches("textarea[id]")) { sessionStorage.setItem(key(event.target), event.target.value); }
  });
  document.addEventListener("submit", function (event) {
    if (event.target.getAttribute("action") === "/console/sign-out") { sessionStorage.clear(); }
  });
  document.body.addEventListener("htmx:afterSwap", function (event) {
    var told = event.detail.target.id && document.getElementById(event.detail.target.id);
    if (told && told.dataset.say) { live.textContent = told.dataset.say; }
  });
  document.addEventListener("click", function (event) {
    var put = event.target.closest("[data-insert]");
    if (!put) { return; }
    var from = document.getElementById(put.dataset.insert), into = document.getElementById(put.dataset.into);
    var chosen = from.options[from.selectedIndex];
    if (!chosen || !chosen.dataset.text) { return; }
    into.value = into.value ? into.value + "\n" + chosen.dataset.text : chosen.dataset.text;
    into.dispatchEvent(new Event("input", {bubbles: true}));
    into.focus();
  });
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-all]")) { return; }
    document.querySelectorAll("input[name='" + event.target.dataset.all + "']").forEach(function (box) { box.checked = event.target.checked; });
  });
  var wrong = document.querySelector("[aria-invalid='true']");
  if (wrong) { wrong.focus(); }
})();
