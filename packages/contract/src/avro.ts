/** The part of Avro's schema language that event schemas use: no arrays, no maps (they can be made to exhaust memory). */
export type AvroSchema = AvroPrimitive | AvroRecord | AvroEnum | AvroLogical | readonly AvroSchema[];

export type AvroPrimitive = 'null' | 'boolean' | 'int' | 'long' | 'double' | 'bytes' | 'string' | `${string}.${string}`;

export interface AvroLogical {
  readonly type: 'long';
  readonly logicalType: 'timestamp-millis';
}

export interface AvroEnum {
  readonly type: 'enum';
  readonly name: string;
  readonly namespace?: string;
  readonly doc: string;
  readonly symbols: readonly string[];
}

export interface AvroField {
  readonly name: string;
  readonly doc: string;
  readonly type: AvroSchema;
  readonly default?: unknown;
  /** Custom attribute: the value is personal data and is encrypted in one place of the codec. */
  readonly personal?: true;
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly doc: string;
  readonly fields: readonly AvroField[];
}
