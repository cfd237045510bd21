import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { FAIL_POINT_NAMES } from './fail-point-names.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the names of fail points', () => {
  it('each stand in the product, so that no fault test arms a point that is nowhere', () => {
    const sources = globSync(['services/*/src/**/*.ts', 'packages/*/src/**/*.ts'], { cwd: root })
      .filter((file) => !file.endsWith('.spec.ts'))
      .map((file) => readFileSync(`${root}/${file}`, 'utf8'))
      .join('\n');
    expect(FAIL_POINT_NAMES.filter((name) => !sources.includes(`failPoint('${name}')`))).toEqual([]);
  });
});
