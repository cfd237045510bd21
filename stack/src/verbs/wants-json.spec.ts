import { describe, expect, it } from '@jest/globals';
import { wantsJson } from './wants-json.js';

describe('the wish for JSON', () => {
  it('is heard with and without the two dashes of npm', () => {
    expect(wantsJson(['--json'], {})).toBe(true);
    expect(wantsJson([], { npm_config_json: 'true' })).toBe(true);
    expect(wantsJson([], { npm_config_json: '' })).toBe(false);
    expect(wantsJson([], {})).toBe(false);
  });
});
