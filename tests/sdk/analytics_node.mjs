import { Analytics } from '@segment/analytics-node';
import { report, scenario, url, writeKey } from './calls.mjs';

const client = new Analytics({ writeKey, host: url, flushAt: 4, flushInterval: 200 });
const sent = [];
const errors = [];
client.on('error', (error) => errors.push(String(error.reason ?? error.code)));

const made = (problem, context) => {
  if (!problem) sent.push(context.event.type);
};
const anonymousId = 'node-visitor';
const userId = 'node-user';
const product = { product_id: 'P1', price: 12.5 };

if (scenario === 'all') {
  client.track({ anonymousId, event: 'Product Viewed', properties: product }, made);
  client.page({ anonymousId, name: 'Home', properties: { path: '/' } }, made);
  client.screen({ anonymousId, name: 'Start' }, made);
  client.identify({ anonymousId, userId, traits: { email: 'node@example.org' } }, made);
  client.group({ userId, groupId: 'team', traits: { plan: 'pro' } }, made);
  client.alias({ userId, previousId: 'node-older' }, made);
  await client.flush();
}
client.track({ userId, event: 'Order Completed', properties: product }, made);
await client.closeAndFlush();
report(sent, errors);
