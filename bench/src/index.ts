export { judge, speedTable, type JudgedRow } from './report/speed-table.js';
export { ROWS } from './rows/all-rows.js';
