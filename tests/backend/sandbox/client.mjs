// The official SDK for Node against the sandbox: `node client.mjs <folder with node_modules of stripe> <port>`; prints what it saw as JSON.
import http from "node:http";
import { createRequire } from "node:module";

const [, , folder, port] = process.argv;
const Stripe = createRequire(`${folder}/`)("stripe");
const stripe = new (Stripe.default ?? Stripe)("sk_test_sandbox", { host: "127.0.0.1", port, protocol: "http", maxNetworkRetries: 0 });
const seen = {};

const came = [];
let news = () => {};
const receiver = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    came.push({ body: Buffer.concat(parts), header: request.headers["stripe-signature"] });
    response.writeHead(202).end();
    news();
  });
});
const until = async (count) => {
  while (came.length < count) await new Promise((resolve) => { news = resolve; });
};
const refusal = async (act) => {
  try {
    await act();
    return null;
  } catch (error) {
    return { type: error.type, status: error.statusCode, code: error.code, param: error.param, decline: error.decline_code };
  }
};
const hold = (card, more = {}, options = {}) =>
  stripe.paymentIntents.create({ amount: 1080, currency: "eur", payment_method: card, confirm: true, capture_method: "manual", ...more }, options);
const state = (intent) => [intent.status, intent.amount_capturable, intent.amount_received];

await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const endpoint = await stripe.webhookEndpoints.create({ url: `http://127.0.0.1:${receiver.address().port}/hook`, enabled_events: ["*"] });

const customer = await stripe.customers.create({ email: "ada@example.org", metadata: { account: "a1" } });
const setup = await stripe.setupIntents.create({ customer: customer.id, payment_method: "pm_card_visa", confirm: true });
const cards = await stripe.customers.listPaymentMethods(customer.id);
seen.setup = [setup.status, cards.data.length, cards.data[0].id === setup.payment_method];

const first = await hold("pm_card_visa", { transfer_group: "trip_1" }, { idempotencyKey: "row-1" });
const again = await hold("pm_card_visa", { transfer_group: "trip_1" }, { idempotencyKey: "row-1" });
seen.replayed = [first.id === again.id, again.lastResponse.headers["idempotent-replayed"]];
seen.mismatch = await refusal(() => hold("pm_card_visa", { transfer_group: "trip_2" }, { idempotencyKey: "row-1" }));
seen.held = state(first);
const taken = await stripe.paymentIntents.capture(first.id, { amount_to_capture: 730 }, { expand: ["latest_charge"] }).catch(() => null)
  ?? await stripe.paymentIntents.retrieve(first.id, { expand: ["latest_charge"] });
seen.taken = state(taken);
const refund = await stripe.refunds.create({ payment_intent: first.id, amount: 280 });
seen.refund = [refund.status, (await refusal(() => stripe.refunds.create({ payment_intent: first.id, amount: 451 }))).code];

const secure = await hold("pm_card_threeDSecure2Required", { return_url: "http://127.0.0.1:1/pay" });
seen.asked = secure.status;
await fetch(secure.next_action.redirect_to_url.url, { method: "POST", body: new URLSearchParams({ agreed: "yes" }), redirect: "manual" });
seen.agreed = state(await stripe.paymentIntents.retrieve(secure.id));
seen.canceled = (await stripe.paymentIntents.cancel(secure.id)).status;

seen.declined = await refusal(() => hold("pm_card_visa_chargeDeclinedInsufficientFunds"));
seen.missing = await refusal(() => stripe.paymentIntents.retrieve("pi_sb_nobody"));
seen.unknown = await refusal(() => stripe.paymentIntents.create({ amount: 500, currency: "eur", amout: 1 }));

const payee = await stripe.accounts.create({ type: "express", country: "DE" });
const transfer = await stripe.transfers.create({ amount: 300, currency: "eur", destination: payee.id, source_transaction: taken.latest_charge.id ?? taken.latest_charge });
await stripe.transfers.createReversal(transfer.id, { amount: 100 });
seen.transfer = (await stripe.transfers.retrieve(transfer.id)).amount_reversed;
const ids = [];
for await (const intent of stripe.paymentIntents.list({ limit: 1 })) ids.push(intent.id);
seen.paged = ids.length;

const events = await stripe.events.list({ limit: 100 });
await until(events.data.length);
const verified = came.map(({ body, header }) => stripe.webhooks.constructEvent(body, header, endpoint.secret));
seen.verified = [verified.length === events.data.length, verified.every((event) => !event.livemode)];
try {
  stripe.webhooks.constructEvent(`${came[0].body} `, came[0].header, endpoint.secret);
} catch (error) {
  seen.forged = error.type;
}
receiver.close();
receiver.closeAllConnections();
console.log(JSON.stringify(seen));
