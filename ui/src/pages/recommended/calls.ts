// The calls that read a list, ready to be copied. Everything in them that somebody else chose is quoted.
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const where = (server: string, who: string, key: string) =>
  `${server}/v1/spaces/main/collections/users/profiles/${encodeURIComponent(who).replaceAll("%3A", ":")}/traits?include=${encodeURIComponent(key)}`;

export function curlCall(server: string, who: string, key: string): string {
  return `curl -u "$TOKEN:" ${shell(where(server, who, key))}`;
}

export function scriptCall(server: string, who: string, key: string): string {
  return `const answer = await fetch(
  ${JSON.stringify(where(server, who, key))},
  { headers: { Authorization: \`Basic \${btoa(process.env.TOKEN + ":")}\` } },
);
const { traits } = await answer.json();
const list = traits[${JSON.stringify(key)}] ?? [];  // the likeliest first`;
}

// A row of the visitor's own recommendations. Texts are set as texts, and only web addresses are followed.
export function pageSnippet(server: string, key: string): string {
  const text = (value: string) => JSON.stringify(value).replaceAll("<", "\\u003c");
  return `<div id="recommended" style="display:flex;overflow-x:auto;gap:1rem"></div>
<script>
const server = ${text(server)}, writeKey = "YOUR_WRITE_KEY", trait = ${text(key)};
const anonymousId = (localStorage.getItem("ajs_anonymous_id") ?? "").replace(/^"(.*)"$/, "$1");  // of analytics.js
const web = (text) => { try { return text && /^https?:/.exec(new URL(text, location)) && new URL(text, location).href; } catch {} };
const show = ({ traits }) => (traits[trait] ?? []).forEach((item) => {
  const a = Object.assign(document.createElement("a"), { textContent: item.name ?? item.value });
  if (web(item.link)) a.href = web(item.link);
  if (web(item.image)) a.prepend(Object.assign(new Image(160, 160), { src: web(item.image), alt: "" }));
  document.getElementById("recommended").append(a);
});
if (anonymousId)  // a visitor who is not known yet has nothing recommended
  fetch(\`\${server}/v1/browser/recommendations?\${new URLSearchParams({ writeKey, anonymousId, trait })}\`)
    .then((answer) => answer.ok ? answer.json().then(show) : console.warn(\`recommendations: \${answer.status}\`));
</script>`;
}
