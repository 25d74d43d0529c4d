// Points put on a map: by a click, or with a cross that the arrow keys move. They stand in the field beside it, one per line, and are drawn anew with it.
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg", WIDTH = 900, HEIGHT = 600, STEP = 10, FAR = 60, cross = null;
  function place() { return document.getElementById("placing"); }
  function drawing() { return place() && place().querySelector("svg"); }
  function field() { return document.getElementById(place().dataset.field); }
  function say(words) { document.getElementById("live").textContent = words; }
  function frame() { var told = drawing().dataset; return {left: +told.left, top: +told.top, scale: +told.scale}; }
  function toDegrees(x, y) {
    var f = frame(), wx = f.left + x / f.scale, wy = f.top + y / f.scale;
    return [Math.atan(Math.sinh(2 * Math.PI * (0.5 - wy))) * 180 / Math.PI, (wx - 0.5) * 360];
  }
  function toUnits(lat, lon) {
    var f = frame(), wy = 0.5 - Math.asinh(Math.tan(lat * Math.PI / 180)) / (2 * Math.PI);
    return [(lon / 360 + 0.5 - f.left) * f.scale, (wy - f.top) * f.scale];
  }
  function points() {
    return field().value.split("\n").map(function (line) { return line.split(/[,; ]+/).filter(Boolean).map(Number); })
      .filter(function (one) { return one.length === 2 && isFinite(one[0]) && isFinite(one[1]) && Math.abs(one[0]) < 86; });
  }
  function add(name, attributes) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    drawing().querySelector(".placed").appendChild(made);
  }
  function draw() {
    if (!drawing()) { return; }
    drawing().querySelector(".placed").replaceChildren();
    var put = points().map(function (one) { return toUnits(one[0], one[1]); });
    var line = put.map(function (one) { return one[0].toFixed(1) + "," + one[1].toFixed(1); }).join(" ");
    if (put.length > 1) { add(place().hasAttribute("data-ring") ? "polygon" : "polyline", {points: line}); }
    put.forEach(function (one) { add("circle", {cx: one[0], cy: one[1], r: 7}); });
    if (cross) {
      add("path", {"class": "cross", d: "M" + (cross[0] - 22) + " " + cross[1] + "h44M" + cross[0] + " " + (cross[1] - 22) + "v44"});
    }
  }
  function written(one) { return one[0].toFixed(6) + ", " + one[1].toFixed(6); }
  function put(x, y) {
    var at = toDegrees(x, y), text = field().value.replace(/\s+$/, "");
    field().value = (text ? text + "\n" : "") + written(at);
    field().dispatchEvent(new Event("input", {bubbles: true}));
    say(place().dataset.placed.replace("{n}", points().length).replace("{at}", written(at)));
  }
  function takeBack() {
    var lines = field().value.replace(/\s+$/, "").split("\n");
    lines.pop();
    field().value = lines.join("\n");
    field().dispatchEvent(new Event("input", {bubbles: true}));
    say(place().dataset.removed.replace("{n}", points().length));
  }
  function onKey(event) {
    var moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}, move = moves[event.key], step = event.shiftKey ? FAR : STEP;
    if (move) {
      cross = [Math.min(WIDTH, Math.max(0, cross[0] + move[0] * step)), Math.min(HEIGHT, Math.max(0, cross[1] + move[1] * step))];
      draw();
    } else if (event.key === "Enter" || event.key === " ") {
      put(cross[0], cross[1]);
    } else if (event.key === "Backspace" || event.key === "Delete") {
      takeBack();
    } else if (event.key === "w" || event.key === "?") {
      say(place().dataset.here.replace("{at}", written(toDegrees(cross[0], cross[1]))));
    } else { return; }
    event.preventDefault();
  }
  function ready() {
    var board = place();
    if (!board || board.tabIndex === 0) { draw(); return; }
    board.tabIndex = 0;
    board.addEventListener("focus", function () { cross = cross || [WIDTH / 2, HEIGHT / 2]; draw(); });
    board.addEventListener("blur", function () { cross = null; draw(); });
    board.addEventListener("keydown", onKey);
    drawing().addEventListener("click", function (event) {
      var at = drawing().getBoundingClientRect();
      put((event.clientX - at.left) * WIDTH / at.width, (event.clientY - at.top) * HEIGHT / at.height);
    });
    draw();
  }
  document.addEventListener("input", function (event) { if (place() && event.target === field()) { draw(); } });
  document.body.addEventListener("htmx:afterSwap", function () { cross = null; ready(); });
  ready();
})();
