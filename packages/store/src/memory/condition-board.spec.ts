import { describeConditionBoard } from '../../test/condition-board-conformance.js';
import { createMemoryConditionBoard } from './condition-board.js';

describeConditionBoard('memory', async () => {
  const board = createMemoryConditionBoard();
  return { board, another: board };
});
