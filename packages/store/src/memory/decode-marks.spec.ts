import { describeDecodeMarks } from '../../test/decode-marks-conformance.js';
import { createMemoryDecodeMarks } from './decode-marks.js';
import type { DecodeMarksState } from './decode-marks.js';

describeDecodeMarks('memory', async () => {
  const state: DecodeMarksState = { marks: new Map(), readers: new Map() };
  let started = 0;
  return { start: () => createMemoryDecodeMarks({ processId: `process-${++started}`, state }) };
});
