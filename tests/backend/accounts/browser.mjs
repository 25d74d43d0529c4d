// Runs the pages of signing in as a browser would: their own HTML and script, with just enough of a document around them.
// argv: origin of the service, address of the page, origin of its person, JSON of steps: {"type": text, "into": id}, {"fetch": "mail", "into": id}: what
// the person reads in the last mail, {"submit": id}, {"click": id}, {"until": id}: until it is shown, {"says": text}.
import vm from 'node:vm'

const [origin, address, authenticator, told] = process.argv.slice(2)
const url = new URL(address)
const html = await (await fetch(origin + url.pathname)).text()
const script = /<script>([\s\S]*?)<\/script>/.exec(html)[1]
const parts = new Map([...html.matchAll(/ id="([a-z]+)"([^>]*)/g)].map(([, id, rest]) => [id, element(id, / hidden/.test(rest))]))
parts.get('words').textContent = /id="words">([\s\S]*?)<\/script>/.exec(html)[1]

function element(id, hidden) {
  return {id, hidden, textContent: '', href: '', value: '', listeners: {}, parentNode: {hidden: true},
    addEventListener(name, act) { this.listeners[name] = act }, focus() { focused = id }}
}

const coded = bytes => Buffer.from(bytes).toString('base64url')
const buffer = text => { const bytes = Buffer.from(text, 'base64url'); return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) }

async function ask(act, options) {
  const asked = {...options, challenge: coded(options.challenge), ...(options.user ? {user: {...options.user, id: coded(options.user.id)}} : {}),
    excludeCredentials: (options.excludeCredentials || []).map(known => coded(known.id))}
  const made = await (await fetch(`${authenticator}/${act}`, {method: 'POST', body: JSON.stringify(asked)})).json()
  const response = Object.fromEntries(Object.entries(made.response).map(([name, text]) => [name, text && buffer(text)]))
  return {id: made.id, rawId: buffer(made.rawId), type: made.type, response}
}

let focused = ''
const page = {
  document: {getElementById: id => parts.get(id), documentElement: {lang: /<html lang="(..)"/.exec(html)[1]}},
  location: {hash: url.hash, pathname: url.pathname}, history: {replaceState(_, __, to) { page.location.hash = new URL(to, origin).hash }},
  window: {PublicKeyCredential: class {}}, fetch: (path, order) => fetch(origin + path, order), crypto, btoa, atob, Uint8Array, String, JSON, Date,
  navigator: {credentials: {create: ({publicKey}) => ask('make', publicKey), get: ({publicKey}) => ask('sign', publicKey)}},
}
vm.runInNewContext(script, page)

async function until(what) {
  for (const end = Date.now() + 30000; Date.now() < end;) {
    if (what()) return
    await new Promise(done => setTimeout(done, 30))
  }
  throw new Error(`never: ${what}, it says: ${parts.get('state').textContent}`)
}

for (const step of JSON.parse(told)) {
  if (step.fetch) parts.get(step.into).value = await (await fetch(`${authenticator}/${step.fetch}`)).text()
  else if (step.into) parts.get(step.into).value = step.type
  else if (step.submit) parts.get(step.submit).listeners.submit({preventDefault() {}})
  else if (step.click) parts.get(step.click).listeners.click()
  else if (step.until) await until(() => !parts.get(step.until).hidden)
  else await until(() => parts.get('state').textContent.includes(step.says))
}
const texts = Object.fromEntries([...parts].filter(([id]) => id !== 'words').map(([id, part]) => [id, part.textContent]))
const shown = [...parts].filter(([, part]) => !part.hidden).map(([id]) => id)
console.log(JSON.stringify({texts, shown, hash: page.location.hash, focused, open: parts.get('open')?.href}))
process.exit(0)
