import { describe, expect, it } from '@jest/globals';
import { replaceBetweenMarks } from './write-docs.js';

const page = (between: string) =>
  `# Performance\n\n<!-- npm run bench -- --write-docs: from here -->\n\n${between}\n\n<!-- to here -->\n\n## After\n`;

describe('the report in the page', () => {
  it('takes the place of the last one and leaves the rest', () => {
    expect(replaceBetweenMarks(page('old'), 'new')).toBe(page('new'));
  });

  it('is refused by a page without the marks', () => {
    expect(() => replaceBetweenMarks('# Performance\n', 'new')).toThrow(/to write between/);
  });
});
