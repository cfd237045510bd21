/** Values of persons that occur nowhere else: whoever finds one knows that something of a person has got there. */
export class Canaries {
  private count = 0;
  private readonly planted = new Map<string, string>();

  /** A value with a canary in it. @param what what it is in the employee, for the report */
  plant(what: string, dress: (core: string) => string = (core) => core): string {
    this.count += 1;
    const core = `kanari${String(this.count).padStart(3, '0')}z`;
    this.planted.set(core, what);
    return dress(core);
  }

  /** Remembers a value that is unique as it is, such as a date. */
  plantAsIs(what: string, value: string): string {
    this.planted.set(value, what);
    return value;
  }

  /** How many there are. */
  get size(): number {
    return this.planted.size;
  }

  /** What of them is in the text or bytes, whatever its case: `what (value)`. */
  in(content: string | Buffer): string[] {
    const text = (typeof content === 'string' ? content : content.toString('latin1')).toLowerCase();
    return [...this.planted].filter(([core]) => text.includes(core)).map(([core, what]) => `${what} (${core})`);
  }

  /** An employee's fields, each with a canary of its own in it; the employee ID may be shown anywhere and has none. */
  person(n: number): Record<string, string | null> {
    return {
      workEmail: this.plant(`work e-mail of ${n}`, (core) => `${core}@example.com`),
      firstName: this.plant(`first name of ${n}`, (core) => `Žofie ${core}`),
      lastName: this.plant(`last name of ${n}`, (core) => `O'${core}-"Ñ" & <b>`),
      hireDate: this.plantAsIs(`hire date of ${n}`, `19${61 + (n % 30)}-0${1 + (n % 9)}-1${n % 10}`),
      managerId: this.plant(`manager ID of ${n}`, (core) => `M-${core}`),
      department: this.plant(`department of ${n}`, (core) => `Dept ${core}`),
      jobTitle: this.plant(`job title of ${n}`, (core) => `${core} 50% C++`),
    };
  }
}
