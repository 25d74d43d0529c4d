"""The page behind a link and behind a device code. A link signs in nobody: the page says who asked, and where the code belongs. For a device
that waits somebody proves here who they are, and is shown a code to type there. Without scripts it still says what to do."""
import base64
import hashlib
import json
from html import escape

from backend.accounts.page_words import PAGES
from backend.codes.page import STYLE, document

APP = "allways://sign-in#"
FORM_STYLE = (
    "label{display:block;margin:1rem 0 .25rem}"
    "input,button{font:inherit;min-height:3rem;padding:.5rem 1rem;box-sizing:border-box;border:2px solid #6b7280;border-radius:.9rem;max-width:100%}"
    "input{width:100%}button{font-weight:600;margin:1rem 0 0;cursor:pointer}"
    "input:focus-visible,button:focus-visible{outline:3px solid currentColor;outline-offset:3px}"
    "output{display:block;font:700 2.2rem/1.4 ui-monospace,monospace;letter-spacing:.1em;margin:1rem 0}"
)
# What both pages need: asking the service, and bytes as the service writes them.
COMMON = """function at(id){return document.getElementById(id)}
function say(text){at('state').textContent=text;at('state').hidden=false}
function fill(text,name,value){return text.replace('{'+name+'}',function(){return value})}
function coded(bytes){return btoa(String.fromCharCode.apply(null,new Uint8Array(bytes))).replace(/\\+/g,'-').replace(/\\//g,'_').replace(/=+$/,'')}
function bytes(text){return Uint8Array.from(atob(text.replace(/-/g,'+').replace(/_/g,'/')),function(c){return c.charCodeAt(0)})}
function post(path,body){return fetch('/v1/auth/'+path,{method:'POST',headers:body?{'Content-Type':'application/json'}:{},
body:body?JSON.stringify(body):null}).then(function(answer){
if(answer.status===204){return{}}return answer.json().then(function(told){if(!answer.ok){throw told}return told})})}
function failed(told){say(told&&told.status===429?words.often:told&&told.code?words.wrong:words.failed)}
"""
# The secret comes in the fragment, which no server sees; it is taken out of the address before anything else.
SCRIPT = (
    """(function(){
var words=JSON.parse(document.getElementById('words').textContent),parts=location.hash.slice(1).split('.');
history.replaceState(null,'',location.pathname);
"""
    + COMMON
    + """function tell(asked){var time=new Date(asked.askedAt).toLocaleTimeString(document.documentElement.lang,{hour:'2-digit',minute:'2-digit'});
say(fill(words.asked,'device',asked.deviceName)+'. '+fill(words.when,'when',time))}
function gone(told){say(told&&(told.status===400||told.status===404)?words.over:words.failed)}
function link(id,secret){post('email-links/'+encodeURIComponent(id)+'/look',{secret:secret}).then(function(asked){tell(asked);
at('open').href='"""
    + APP
    + """'+id+'.'+secret;at('open').parentNode.hidden=false}).catch(gone)}
function device(id){
var base='device-codes/'+encodeURIComponent(id)+'/',verifier=crypto.getRandomValues(new Uint8Array(32)),name='',asked='';
at('how').hidden=true;
function show(told){at('prove').hidden=true;at('typed').hidden=true;at('shown').textContent=told.code;at('done').hidden=false;at('done').focus()}
post(base+'look').then(function(found){name=found.deviceName;tell(found);at('where').textContent=fill(words.where,'device',name);
at('prove').hidden=false;at('passkey').hidden=!window.PublicKeyCredential}).catch(gone);
at('prove').addEventListener('submit',function(event){event.preventDefault();
crypto.subtle.digest('SHA-256',verifier).then(function(digest){return post('email-links',{email:at('email').value.trim(),challenge:coded(digest),
deviceName:fill(words.browser,'device',name).slice(0,60),locale:document.documentElement.lang})}).then(function(told){asked=told.requestId;
at('prove').hidden=true;at('typed').hidden=false;at('code').focus()}).catch(failed)});
at('typed').addEventListener('submit',function(event){event.preventDefault();
post(base+'approve',{verifier:coded(verifier),linkId:asked,code:at('code').value}).then(show).catch(failed)});
at('passkey').addEventListener('click',function(){var challenge='';
post(base+'passkey-options').then(function(told){challenge=told.challengeId;var options=JSON.parse(told.options);
options.challenge=bytes(options.challenge);
return navigator.credentials.get({publicKey:options})}).then(function(got){var r=got.response;return post(base+'approve',{challengeId:challenge,
credential:JSON.stringify({id:got.id,rawId:coded(got.rawId),type:got.type,response:{clientDataJSON:coded(r.clientDataJSON),
authenticatorData:coded(r.authenticatorData),signature:coded(r.signature),userHandle:r.userHandle?coded(r.userHandle):null}})})})
.then(show).catch(failed)})}
if(parts.length===2){link(parts[0],parts[1])}else if(parts[0]){device(parts[0])}})()"""
)
PASSKEY_SCRIPT = (
    """(function(){
var words=JSON.parse(document.getElementById('words').textContent),parts=location.hash.slice(1).split('.');
history.replaceState(null,'',location.pathname);
"""
    + COMMON
    + """if(parts.length!==2||!window.PublicKeyCredential){say(parts.length===2?words.none:words.over);return}
var base='passkeys/'+encodeURIComponent(parts[0])+'/';
at('make').hidden=false;
at('make').addEventListener('click',function(){var challenge='';
post(base+'options',{secret:parts[1]}).then(function(told){challenge=told.challengeId;var options=JSON.parse(told.options);
options.challenge=bytes(options.challenge);options.user.id=bytes(options.user.id);
(options.excludeCredentials||[]).forEach(function(known){known.id=bytes(known.id)});
return navigator.credentials.create({publicKey:options})}).then(function(made){var r=made.response;return post(base+'register',{secret:parts[1],
challengeId:challenge,credential:JSON.stringify({id:made.id,rawId:coded(made.rawId),type:made.type,response:{clientDataJSON:coded(r.clientDataJSON),
attestationObject:coded(r.attestationObject)}})})}).then(function(){at('make').hidden=true;say(words.made)}).catch(failed)})})()"""
)


def source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(script: str) -> str:
    return (
        f"default-src 'none'; style-src {source(STYLE)} {source(FORM_STYLE)}; script-src {source(script)}; connect-src 'self'; "
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    )


POLICY, PASSKEY_POLICY = policy(SCRIPT), policy(PASSKEY_SCRIPT)


def sign_in_page(language: str) -> str:
    words = PAGES[language]
    told = ("asked", "when", "over", "where", "browser", "often", "wrong", "failed")
    body = (
        f'<h1>{escape(words["title"])}</h1><p id="state" role="status" hidden></p><p id="how">{escape(words["how"])}</p>'
        f'<p>{escape(words["nobody"])}</p><p hidden><a id="open" href="{APP}">{escape(words["open"])}</a></p>'
        f'<form id="prove" hidden><p>{escape(words["prove"])}</p>'
        f'<p><button type="button" id="passkey" hidden>{escape(words["passkey"])}</button></p>'
        f'<p><label for="email">{escape(words["email"])}</label><input id="email" type="email" autocomplete="email" maxlength="254" required>'
        f'<button type="submit">{escape(words["send"])}</button></p></form>'
        f'<form id="typed" hidden><p><label for="code">{escape(words["code"])}</label>'
        f'<input id="code" autocomplete="one-time-code" autocapitalize="characters" maxlength="20" required>'
        f'<button type="submit">{escape(words["go_on"])}</button></p></form>'
        f'<section id="done" tabindex="-1" hidden><p id="where"></p><output id="shown"></output><p>{escape(words["five_minutes"])}</p></section>'
        f'<p>{escape(words["not_you"])}</p>'
    )
    return with_script(words["title"], body, language, told, SCRIPT)


def passkey_page(language: str) -> str:
    words = PAGES[language]
    body = (
        f'<h1>{escape(words["passkey_title"])}</h1><p>{escape(words["passkey_how"])}</p><p id="state" role="status" hidden></p>'
        f'<p><button type="button" id="make" hidden>{escape(words["make"])}</button></p>'
    )
    return with_script(words["passkey_title"], body, language, ("over", "none", "made", "often", "wrong", "failed"), PASSKEY_SCRIPT)


def with_script(title: str, body: str, language: str, told: tuple[str, ...], script: str) -> str:
    words = json.dumps({name: PAGES[language][name] for name in told}).replace("<", "\\u003c")
    styled = f"<style>{FORM_STYLE}</style>{body}"
    return document(title, f'{styled}<script type="application/json" id="words">{words}</script><script>{script}</script>', language)
