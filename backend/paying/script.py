"""The script of the page of payment. It runs in the traveller's browser and knows nothing but what `/v1/pay-links` tells it.

The secret comes in the fragment of the address, which no server sees, and is taken out before anything else. What opens the page again, as on the
way back from a bank, stays in that tab. Coming back proves nothing: the page asks how it stands.
"""

SCRIPT = """(function(){'use strict';
var words=JSON.parse(at('words').textContent),language=document.documentElement.lang,place='pay:'+location.pathname;
var kept=null,pause=1000,attempt=null,stripe=null,elements=null,visited=false;
function at(id){return document.getElementById(id)}
function say(text){at('state').textContent=text||''}
function money(minor){var unit=Math.pow(10,kept.page.decimals);
return new Intl.NumberFormat(language,{style:'currency',currency:kept.page.currency.toUpperCase(),minimumFractionDigits:kept.page.decimals,
maximumFractionDigits:kept.page.decimals}).format(minor/unit)}
function ask(what,body){return fetch('/v1/pay-links/'+encodeURIComponent(kept.link)+'/'+what,{method:'POST',
headers:{'Content-Type':'application/json'},body:JSON.stringify(body)}).then(function(answer){
if(answer.status===204){return null}
return answer.json().then(function(told){if(!answer.ok){throw {code:told.code}}return told})})}
function fail(trouble){at('go').disabled=false;
var over={pay_link_over:'over',booking_not_held:'nothing',card_attempts:'attempts'}[trouble&&trouble.code];
if(over){at('form').hidden=true;say(words[over])}
else{say(words[away(trouble)?'offline':'trouble'])}
return over}
function away(trouble){return !(trouble&&trouble.code)||trouble.code==='provider_silent'}
function cell(row,text){var made=document.createElement('td');made.textContent=text;row.appendChild(made)}
function line(one){var row=document.createElement('tr');cell(row,words[one.kind]||one.payee);cell(row,money(one.shownMinor));
at('lines').appendChild(row)}
function later(act){setTimeout(act,pause);pause=Math.min(pause*1.5,10000)}
function choice(value,text){var label=document.createElement('label'),input=document.createElement('input'),said=document.createElement('span');
input.type='radio';input.name='card';input.value=value;said.textContent=text;label.appendChild(input);label.appendChild(said);at('cards').appendChild(label)}
function draw(){var page=kept.page,trip=!!page.currency;
if(trip){at('total').textContent=money(page.totalMinor);page.lines.forEach(line);at('price').hidden=false}
if(page.holdUntil){at('held').textContent=words.held.replace('{time}',
new Date(page.holdUntil).toLocaleTimeString(language,{hour:'2-digit',minute:'2-digit'}))}
page.cards.forEach(function(card){choice(card.cardId,words.ending.replace('{brand}',card.brand).replace('{last4}',card.last4)
.replace('{until}',card.expMonth+'/'+card.expYear))});
if(page.testCards.length){var note=document.createElement('p');note.textContent=words.test;at('cards').appendChild(note)}
page.testCards.forEach(function(name){choice(name,name)});
if(page.clientSecret&&window.Stripe){stripe=window.Stripe(page.publishableKey);elements=stripe.elements({clientSecret:page.clientSecret});
if(page.cards.length){choice('',words.card)}elements.create('payment').mount('#element')}
at('cards').hidden=!at('cards').querySelector('input');
at('keeping').hidden=!trip;at('promise').hidden=!trip;at('about').hidden=trip;
at('go').textContent=trip?words.pay.replace('{total}',money(page.totalMinor)):words.save}
function stand(told){var open=told.standing==='choose';at('form').hidden=!open;at('go').disabled=false;at('bank').parentNode.hidden=true;
if(open){visited=false;say(told.refusal?words[kept.page.currency?'refused':'refused_card']+' '+words[told.refusal]:'');return}
say(words[told.standing]);
if(told.standing==='bank'){at('bank').href=told.redirectUrl;at('bank').parentNode.hidden=false;
if(!visited){visited=true;location.assign(told.redirectUrl)}}
if(told.standing==='looking'){later(look)}
if(['booked','released','kept'].indexOf(told.standing)>=0){at('price').hidden=told.standing==='released';at('held').textContent=''}}
function look(){ask('look',{pageToken:kept.page.pageToken}).then(stand,function(trouble){if(!fail(trouble)){later(look)}})}
function chosen(){var found=at('cards').querySelector('input:checked');return found?found.value:''}
function confirm(card){attempt=attempt||crypto.randomUUID();
ask('confirmation',{pageToken:kept.page.pageToken,card:card,attempt:attempt,keep:at('keep').checked}).then(function(told){
attempt=null;pause=1000;visited=false;stand(told)},function(trouble){if(!fail(trouble)&&away(trouble)){
later(function(){confirm(card)})}else{attempt=null}})}
function form(){var wanted=at('keep').checked&&kept.page.currency?ask('keeping',{pageToken:kept.page.pageToken}):Promise.resolve();
wanted.then(function(){var act=kept.page.currency?stripe.confirmPayment:stripe.confirmSetup;
return act.call(stripe,{elements:elements,confirmParams:{return_url:kept.page.returnUrl},redirect:'if_required'})}).then(function(result){
if(result.error){at('go').disabled=false;say(words[kept.page.currency?'refused':'refused_card']+' '+(result.error.message||''))}
else{pause=1000;stand({standing:'looking'})}},fail)}
at('form').addEventListener('submit',function(event){event.preventDefault();var card=chosen();
if(!card&&!stripe){say(words.choose_first);return}
at('go').disabled=true;say(words.wait);if(card){confirm(card)}else{form()}});
function open(secret){ask('open',{secret:secret}).then(function(page){kept.page=page;sessionStorage.setItem(place,JSON.stringify(kept));
draw();if(page.standing==='choose'){stand({standing:'choose'})}else{visited=true;look()}},
function(trouble){if(!fail(trouble)&&away(trouble)){later(function(){open(secret)})}})}
var parts=location.hash.slice(1).split('.');
history.replaceState(null,'',location.pathname);
if(parts.length===2){kept={link:parts[0]};say(words.wait);open(parts[1])}
else{try{kept=JSON.parse(sessionStorage.getItem(place))}catch(broken){kept=null}
if(!kept){say(words.over);return}
draw();visited=true;say(words.looking);look()}
})()"""
