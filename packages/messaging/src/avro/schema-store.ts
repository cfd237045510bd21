/** An Avro schema as JSON (a name, an object or a union). */
export type SchemaJson = string | { readonly [key: string]: unknown } | readonly SchemaJson[];

/** What a running service may ask of the registry: look-ups only, it never registers. */
export interface SchemaStore {
  /**
   * The ID under which exactly this schema is registered for the subject.
   * @throws LockstepError LOCKSTEP_SCHEMA_NOT_REGISTERED (halt), LOCKSTEP_REGISTRY_UNAVAILABLE (pause)
   */
  idOf(subject: string, schema: SchemaJson): Promise<number>;
  /**
   * The schema with this ID.
   * @throws LockstepError LOCKSTEP_SCHEMA_UNKNOWN (dead_letter), LOCKSTEP_REGISTRY_UNAVAILABLE (pause)
   */
  schemaOf(id: number): Promise<SchemaJson>;
}

/** What `lockstep schemas check|register` may do besides. */
export interface SchemaRegistry extends SchemaStore {
  /** Versions of a subject, oldest first; empty when there is none. */
  versions(subject: string): Promise<readonly SchemaJson[]>;
  /** The compatibility set for the subject itself, null when it follows the registry's default. */
  compatibility(subject: string): Promise<string | null>;
  setCompatibility(subject: string, level: string): Promise<void>;
  /** Why the registry would refuse the schema as the subject's next version; null when it would take it. */
  incompatibility(subject: string, schema: SchemaJson): Promise<string | null>;
  /** Returns the ID; the same schema again gives the same ID. */
  register(subject: string, schema: SchemaJson): Promise<number>;
}
