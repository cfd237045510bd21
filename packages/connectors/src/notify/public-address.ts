import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Whether a connection to this IP address is allowed. */
export type AddressRule = (address: string) => boolean;

/**
 * Allows public unicast addresses only: no loopback, private, link-local (cloud metadata), carrier-grade NAT,
 * multicast, reserved or translated ones (an IPv4 address inside an IPv6 one counts as itself).
 * @param allow besides: everything (`true`), nothing (`false`), or addresses and ranges such as `10.1.0.0/16`
 */
export function addressRule(allow: boolean | readonly string[]): AddressRule {
  if (allow === true) return () => true;
  const ranges = (allow === false ? [] : allow).map(rangeOf);
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = unwrapped(ipaddr.parse(text));
    if (address.range() === 'unicast') return true;
    return ranges.some(([from, bits]) => from.kind() === address.kind() && address.match(from, bits));
  };
}

function rangeOf(text: string): [Address, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = unwrapped(ipaddr.parse(text));
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function unwrapped(address: Address): Address {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}
