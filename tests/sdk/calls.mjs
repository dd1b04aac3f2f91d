// What a client's program reports to tests/sdk_test.py: one line of JSON, of the calls that the
// client takes for delivered and the errors that it told. Started as
//   node CLIENT.mjs URL WRITE_KEY all|one

export const [url, writeKey, scenario] = process.argv.slice(2);

export function report(sent, errors, requests = []) {
  console.log(JSON.stringify({ sent, errors, requests }));
}
