import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { LockstepError } from '@lockstep/domain';

export interface SigningKey {
  /** PKCS #8 PEM; stays with the approver. */
  readonly privateKeyPem: string;
  /** SubjectPublicKeyInfo in base64, one line: goes into approvers.yaml. */
  readonly publicKey: string;
}

/** Makes a new Ed25519 key pair. */
export function createSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

/** @throws LockstepError LOCKSTEP_SIGNING_KEY_INVALID */
export function readPrivateKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The reason could hold part of the key; what to do is the same.
  }
  throw new LockstepError({
    code: 'LOCKSTEP_SIGNING_KEY_INVALID',
    message: 'the private key is no unencrypted Ed25519 key in PEM form',
    stage: 'before',
    disposition: 'reject',
    remedy: 'Make one with: lockstep contract keygen',
  });
}

/** Null when the text is no Ed25519 public key. */
export function readPublicKey(base64: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' && exportPublicKey(key) === base64 ? key : null;
  } catch {
    return null;
  }
}

/** The form in which public keys stand in approvers.yaml. Takes a private key as well. */
export function exportPublicKey(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}
