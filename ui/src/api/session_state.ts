// The session as requests need it: the CSRF token, and a place to wait in while somebody whose session
// is over signs in again.
type Listener = () => void;
const listeners = new Set<Listener>();
let waiting: (() => void)[] = [];

function tell() {
  listeners.forEach((listener) => listener());
}

export const session = {
  csrf: "",
  // Whether a request waits for somebody to sign in again.
  isOver: () => waiting.length > 0,
  signedInAgain(): Promise<void> {
    return new Promise((resolve) => {
      waiting.push(resolve);
      tell();
    });
  },
  resume(csrf: string) {
    session.csrf = csrf;
    const resolved = waiting;
    waiting = [];
    tell();
    resolved.forEach((resolve) => resolve());
  },
  subscribe(listener: Listener) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
