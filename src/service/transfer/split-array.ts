import { ImportFileError, MAX_ENTRY_LENGTH, TOO_LONG } from './user-entry.js';

/** An element of an array, as its JSON text. */
export interface ArrayElement {
  /** The line on which it begins. */
  line: number;
  text: string;
}

type Position = 'before the array' | 'before an element' | 'in an element' | 'after an element' | 'after the array'; // prettier-ignore

/**
 * Splits the text of a JSON array of objects into its elements, without parsing the whole. It follows
 * strings and brackets, so that the text of an element is exact. `JSON.parse` then validates it.
 *
 * @throws {ImportFileError} if the text is not an array of objects, or ends within it
 */
export async function* splitArray(text: AsyncIterable<string>): AsyncGenerator<ArrayElement> {
  const splitter = new ArraySplitter();
  for await (const part of text) yield* splitter.split(part);
  splitter.end();
}

class ArraySplitter {
  private position: Position = 'before the array';
  private line = 1;
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** The parts of the current element before this part of the text. */
  private element = '';
  private elementLine = 0;

  *split(part: string): Generator<ArrayElement> {
    let start = 0;
    for (let at = 0; at < part.length; at++) {
      const character = part.charAt(at);
      if (character === '\n') this.line++;
      const wasOutside = this.position !== 'in an element';
      this.step(character);
      if (this.position === 'in an element') {
        if (wasOutside) [start, this.elementLine] = [at, this.line];
      } else if (!wasOutside) {
        yield { line: this.elementLine, text: this.taken(part.slice(start, at + 1)) };
      }
    }
    if (this.position === 'in an element') this.keep(part.slice(start));
  }

  end(): void {
    if (this.position === 'after the array') return;
    throw this.problem('ends within the array: it is not complete');
  }

  private step(character: string): void {
    if (this.position === 'in an element') this.stepInElement(character);
    else if (!/[ \t\r\n]/.test(character)) this.stepOutside(character);
  }

  private stepInElement(character: string): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (this.isInString) {
      if (character === '\\') this.isEscaped = true;
      if (character === '"') this.isInString = false;
    } else if (character === '"') this.isInString = true;
    else if (character === '{' || character === '[') this.depth++;
    else if (character === '}' || character === ']') {
      this.depth--;
      if (this.depth === 0) this.position = 'after an element';
    }
  }

  private stepOutside(character: string): void {
    const next = NEXT[this.position]?.[character];
    if (next === undefined) throw this.problem('is not a JSON array of objects');
    this.position = next;
    if (next === 'in an element') this.depth = 1;
  }

  private keep(text: string): void {
    this.element += text;
    if (this.element.length > MAX_ENTRY_LENGTH) throw this.problem(TOO_LONG);
  }

  private taken(last: string): string {
    this.keep(last);
    const text = this.element;
    this.element = '';
    return text;
  }

  private problem(text: string): ImportFileError {
    return new ImportFileError(`The file ${text}, on line ${this.line}.`);
  }
}

/** The characters between elements, and the position after each. */
const NEXT: Partial<Record<Position, Readonly<Record<string, Position>>>> = {
  'before the array': { '[': 'before an element' },
  'before an element': { '{': 'in an element', ']': 'after the array' },
  'after an element': { ',': 'before an element', ']': 'after the array' },
};
