import type { Product } from './product.js';

/** How often the services are looked at. */
const everyMs = 1_000;

/**
 * Says once when a service has ended by itself. Nothing is restarted: a launcher that hides a crash helps nobody who
 * works on the services. Returns how to stop looking.
 */
export function reportEnds(product: Product, say: (text: string) => void): () => void {
  const told = new Set<string>();
  const timer = setInterval(() => {
    for (const service of Object.values(product.services)) {
      if (service.isRunning()) told.delete(service.name);
      else if (!told.has(service.name)) {
        told.add(service.name);
        say(`${service.name} has ended; the others go on. Its log: ${service.logFile}`);
      }
    }
  }, everyMs);
  return () => clearInterval(timer);
}
