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
const anonymousId = JSON.parse(localStorage.getItem("ajs_anonymous_id") || '""');  // of analytics.js
fetch(\`\${server}/v1/browser/recommendations?\${new URLSearchParams({ writeKey, anonymousId, trait })}\`)
  .then((answer) => answer.json()).then(({ traits }) => traits[trait].forEach((item) => {
    const a = Object.assign(document.createElement("a"), { href: /^https?:/.test(item.link) ? item.link : "#", textContent: item.name ?? item.value });
    if (/^https?:/.test(item.image)) a.prepend(Object.assign(new Image(160, 160), { src: item.image, alt: "" }));
    document.getElementById("recommended").append(a);
  }));
</script>`;
}
