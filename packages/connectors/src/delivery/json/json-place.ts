const FIELD_LIKE = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

const NO_KEYS = new Set<string>();

interface Level {
  readonly isArray: boolean;
  index: number;
  key: string | null;
  /** Keys of an object so far; an array has none. */
  readonly keys: Set<string>;
}

/** Where in the JSON the scanner is. */
export class JsonPlace {
  private readonly levels: Level[] = [];

  get depth(): number {
    return this.levels.length;
  }

  get top(): Level | undefined {
    return this.levels.at(-1);
  }

  open(isArray: boolean): void {
    this.levels.push({ isArray, index: 0, key: null, keys: isArray ? NO_KEYS : new Set() });
  }

  close(): Level | undefined {
    return this.levels.pop();
  }

  /** JSON pointer of the value being read, below the first `skip` levels. */
  pointer(skip: number): string {
    return this.levels
      .slice(skip)
      .map((level) => (level.isArray ? `/${level.index}` : level.key === null ? '' : `/${shown(level.key)}`))
      .join('');
  }
}

function shown(key: string): string {
  return FIELD_LIKE.test(key) ? key : '‹key›';
}
