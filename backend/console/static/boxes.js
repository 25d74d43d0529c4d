// Rectangles on a photo: drawn with a pointer they fill in the fields, and what stands in the fields is drawn. Without a pointer the fields do.
(function () {
  "use strict";
  var board = document.querySelector("[data-board]"), form = document.getElementById("boxes");
  var picture = board && board.querySelector("img"), canvas = board && board.querySelector("canvas");
  if (!picture || !form) { return; }
  var SIDES = ["left", "top", "right", "bottom"], MOST = 20, from = null;
  function boxes() { return Array.from(form.querySelectorAll("[data-box]")); }
  function fields(box) { return SIDES.map(function (side) { return box.querySelector("[name='" + side + "']"); }); }
  function isEmpty(box) { return fields(box).every(function (field) { return field.value === ""; }); }
  function more() {
    var all = boxes(), last = all[all.length - 1];
    if (all.length >= MOST) { return null; }
    var box = last.cloneNode(true), number = all.length + 1, legend = box.querySelector("legend");
    legend.textContent = legend.textContent.replace(String(all.length), String(number));
    fields(box).forEach(function (field, at) {
      field.value = "";
      field.id = SIDES[at] + "-" + number;
      field.previousElementSibling.htmlFor = field.id;
    });
    last.after(box);
    return box;
  }
  function draw(also) {
    canvas.width = picture.clientWidth;
    canvas.height = picture.clientHeight;
    var pen = canvas.getContext("2d");
    boxes().map(function (box) { return fields(box).map(function (field) { return parseFloat(field.value) / 100; }); })
      .concat(also ? [also] : []).forEach(function (one) {
        if (one.some(isNaN)) { return; }
        var x = one[0] * canvas.width, y = one[1] * canvas.height, wide = (one[2] - one[0]) * canvas.width, high = (one[3] - one[1]) * canvas.height;
        pen.fillStyle = "rgba(0,0,0,.65)";
        pen.fillRect(x, y, wide, high);
        pen.lineWidth = 2;
        pen.strokeStyle = "#FFC72E";
        pen.strokeRect(x, y, wide, high);
      });
  }
  function at(event) {
    var frame = picture.getBoundingClientRect();
    return [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height].map(function (share) {
      return Math.min(1, Math.max(0, share));
    });
  }
  function spanned(event) {
    var to = at(event);
    return [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];
  }
  canvas.addEventListener("pointerdown", function (event) { from = at(event); canvas.setPointerCapture(event.pointerId); event.preventDefault(); });
  canvas.addEventListener("pointermove", function (event) { if (from) { draw(spanned(event)); } });
  canvas.addEventListener("pointerup", function (event) {
    if (!from) { return; }
    var one = spanned(event);
    from = null;
    if (one[2] - one[0] > 0.005 && one[3] - one[1] > 0.005) {
      var box = boxes().find(isEmpty) || more();
      if (box) { fields(box).forEach(function (field, side) { field.value = (one[side] * 100).toFixed(1); }); }
    }
    draw();
  });
  form.addEventListener("input", function () { draw(); });
  form.querySelector("[data-more-boxes]").addEventListener("click", function () {
    var box = more();
    if (box) { fields(box)[0].focus(); }
  });
  window.addEventListener("resize", function () { draw(); });
  if (picture.complete) { draw(); } else { picture.addEventListener("load", function () { draw(); }); }
})();
