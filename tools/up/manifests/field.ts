import { Failure } from '../failure';

/** A value inside a manifest that knows where it stands, so that every complaint names the file and the field. */
export class Field {
  constructor(
    readonly value: unknown,
    private readonly file: string,
    private readonly path = '',
  ) {}

  /** A property of this object; absent properties are fields without a value. */
  at(name: string): Field {
    const path = this.path === '' ? name : `${this.path}.${name}`;
    if (this.value === undefined) return new Field(undefined, this.file, path);
    if (!isObject(this.value)) throw this.unexpected('an object');
    return new Field(this.value[name], this.file, path);
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The elements of a list; none when it is absent. */
  items(): readonly Field[] {
    if (this.isAbsent) return [];
    if (!Array.isArray(this.value)) throw this.unexpected('a list');
    return this.value.map((item: unknown, index) => new Field(item, this.file, `${this.path}[${index}]`));
  }

  /** The names of this object's properties. */
  names(): readonly string[] {
    if (!isObject(this.value)) throw this.unexpected('an object');
    return Object.keys(this.value);
  }

  /** The properties of an object of texts; none when it is absent. */
  texts(): ReadonlyMap<string, string> {
    if (this.isAbsent) return new Map();
    if (!isObject(this.value)) throw this.unexpected('an object');
    return new Map(Object.keys(this.value).map((name) => [name, this.at(name).text()]));
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.unexpected('a text');
    return this.value;
  }

  textOr<T>(otherwise: T): string | T {
    return this.isAbsent ? otherwise : this.text();
  }

  integer(): number {
    if (typeof this.value !== 'number' || !Number.isInteger(this.value)) throw this.unexpected('a whole number');
    return this.value;
  }

  integerOr<T>(otherwise: T): number | T {
    return this.isAbsent ? otherwise : this.integer();
  }

  /** A port given by number or by name. */
  portReference(): number | string {
    return typeof this.value === 'string' ? this.value : this.integer();
  }

  flagOr(otherwise: boolean): boolean {
    if (this.isAbsent) return otherwise;
    if (typeof this.value !== 'boolean') throw this.unexpected('true or false');
    return this.value;
  }

  /** Ends the reading because the runner cannot do what this field asks for. */
  refuse(reason: string): Failure {
    return new Failure(`${this.file}: ${this.path} ${reason}`);
  }

  private unexpected(expected: string): Failure {
    const found = this.isAbsent ? 'nothing' : JSON.stringify(this.value)?.slice(0, 60);
    return new Failure(
      `${this.file}: ${this.path || 'the document'} must be ${expected}, found ${found}: run \`npm run synth\``,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
