// Runs the page of payment as a browser would: its own HTML and script, with just enough of a document around them.
// argv: origin of the service, address of the page, JSON of steps: {"card", "keep"?}, {"bank": "yes" | "no"}, {"until": text}.
import vm from 'node:vm'

const [origin, address, told] = process.argv.slice(2)
const steps = JSON.parse(told), seen = [], tab = new Map()
let url = new URL(address), wanted = null

function element(id = '') {
  const own = {id, hidden: false, disabled: false, textContent: '', href: '', value: '', checked: false, children: [], listeners: {},
    appendChild(child) { this.children.push(child) },
    inputs() { return this.children.flatMap(child => child.inputs ? [...(child.type === 'radio' ? [child] : []), ...child.inputs()] : []) },
    querySelector(what) { return this.inputs().find(input => what === 'input' || input.checked) || null },
    addEventListener(name, act) { this.listeners[name] = act }}
  own.parentNode = {hidden: true}
  return own
}

async function load() {
  const html = await (await fetch(origin + url.pathname + url.search)).text()
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)[1]
  const parts = new Map([...html.matchAll(/ id="([a-z]+)"( hidden)?/g)].map(([, id, hidden]) => [id, Object.assign(element(id), {hidden: !!hidden})]))
  parts.get('words').textContent = /id="words">([\s\S]*?)<\/script>/.exec(html)[1]
  const page = {
    document: {getElementById: id => parts.get(id), createElement: () => element(), documentElement: {lang: /<html lang="(..)"/.exec(html)[1]}},
    location: {hash: url.hash, search: url.search, pathname: url.pathname, assign(to) { wanted = to }},
    history: {replaceState(_, __, to) { url = new URL(to, origin) }}, window: {},
    sessionStorage: {getItem: key => tab.get(key) ?? null, setItem: (key, value) => tab.set(key, value)},
    fetch: (path, order) => fetch(origin + path, order), Intl, JSON, Date, Math, Promise, crypto, setTimeout, console,
  }
  vm.runInNewContext(script, page)
  return parts
}

async function until(what) {
  for (const end = Date.now() + 30000; Date.now() < end;) {
    const found = what()
    if (found) return found
    await new Promise(done => setTimeout(done, 30))
  }
  throw new Error('never: ' + what)
}

let parts = await load()
for (const step of steps) {
  if (step.card) {
    await until(() => !parts.get('form').hidden && !parts.get('go').disabled && parts.get('cards').inputs().length)
    for (const input of parts.get('cards').inputs()) input.checked = input.value === step.card
    parts.get('keep').checked = !!step.keep
    wanted = null
    parts.get('form').listeners.submit({preventDefault() {}})
    await until(() => wanted || (!parts.get('go').disabled && parts.get('state').textContent) || parts.get('form').hidden)
  } else if (step.bank) {
    const there = await until(() => wanted)
    const answer = await fetch(there, {method: 'POST', body: new URLSearchParams({agreed: step.bank}), redirect: 'manual'})
    const back = new URL(answer.headers.get('location'))
    url = new URL(back.pathname + back.search, origin)
    parts = await load()
  } else {
    await until(() => parts.get('state').textContent.includes(step.until))
  }
  seen.push({state: parts.get('state').textContent, form: !parts.get('form').hidden, total: parts.get('total').textContent,
    lines: parts.get('lines').children.map(row => row.children.map(cell => cell.textContent)), address: url.pathname + url.search + url.hash,
    button: parts.get('go').textContent, choices: parts.get('cards').inputs().map(input => input.value)})
}
console.log(JSON.stringify(seen))
process.exit(0)
