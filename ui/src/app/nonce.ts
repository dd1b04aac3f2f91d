// The one-time number by which this page's own style elements are allowed (Content-Security-Policy).
export const styleNonce = () => document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.nonce ?? "";
