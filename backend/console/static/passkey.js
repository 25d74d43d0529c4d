// Shows a passkey and puts what the authenticator says into the form, which the browser then sends as any other.
(function () {
  "use strict";
  var form = document.querySelector("form[data-passkey]");
  var said = document.getElementById("passkey-said");
  if (!form || !window.PublicKeyCredential) { return; }
  document.querySelector("[data-no-passkey]").hidden = true;
  form.hidden = false;
  function coded(bytes) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function bytes(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (c) { return c.charCodeAt(0); });
  }
  function tell(words) { said.textContent = words; said.hidden = false; }
  form.addEventListener("submit", function (event) {
    if (form.elements.credential.value) { return; }
    event.preventDefault();
    said.hidden = true;
    fetch("/console/sign-in/options", {method: "POST"}).then(function (answer) {
      if (!answer.ok) { throw new Error("refused"); }
      return answer.json();
    }).then(function (asked) {
      var options = JSON.parse(asked.options);
      options.challenge = bytes(options.challenge);
      form.elements.challengeId.value = asked.challengeId;
      return navigator.credentials.get({publicKey: options});
    }).then(function (got) {
      var r = got.response;
      form.elements.credential.value = JSON.stringify({id: got.id, rawId: coded(got.rawId), type: got.type, response: {
        clientDataJSON: coded(r.clientDataJSON), authenticatorData: coded(r.authenticatorData), signature: coded(r.signature),
        userHandle: r.userHandle ? coded(r.userHandle) : null}});
      form.requestSubmit();
    }).catch(function (error) {
      tell(error && error.name === "NotAllowedError" ? said.dataset.cancelled : said.dataset.failed);
    });
  });
})();
