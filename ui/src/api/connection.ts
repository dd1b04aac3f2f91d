// Whether the server answers. Requests tell it; the shell shows it.
type Listener = () => void;
const listeners = new Set<Listener>();
let is_lost = false;

function set(lost: boolean) {
  if (is_lost === lost) return;
  is_lost = lost;
  listeners.forEach((listener) => listener());
}

export const connection = {
  lost: () => set(true),
  found: () => set(false),
  isLost: () => is_lost,
  subscribe(listener: Listener) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
