import Analytics from '@rudderstack/rudder-sdk-node';
import { report, scenario, url, writeKey } from './calls.mjs';

const errors = [];
const client = new Analytics(writeKey, {
  dataPlaneUrl: url,
  gzip: true,
  flushAt: 4,
  logLevel: 'none',
  errorHandler: (error) => errors.push(error.message),
});
const sent = [];
let open = 0;
const make = (type, message) => {
  open += 1;
  client[type](message, (problem) => {
    open -= 1;
    if (!problem) sent.push(type);
  });
};
const anonymousId = 'rudder-visitor';
const userId = 'rudder-user';
const product = { product_id: 'P1', price: 12.5 };

if (scenario === 'all') {
  make('track', { anonymousId, event: 'Product Viewed', properties: product });
  make('page', { anonymousId, name: 'Home', properties: { path: '/' } });
  make('screen', { anonymousId, name: 'Start' });
  make('identify', { anonymousId, userId, traits: { email: 'rudder@example.org' } });
  make('group', { userId, groupId: 'team', traits: { plan: 'pro' } });
  make('alias', { userId, previousId: 'rudder-older' });
}
make('track', { userId, event: 'Order Completed', properties: product });
while (open > 0) {
  await client.flush();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
report(sent, errors);
